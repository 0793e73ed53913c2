const highest = 65_535;
const away = 1000;

/** The port of the web UI of a server on `port`: a thousand above it, or below it where there are no ports any more. */
export function uiPortFor(port: number): number {
  return port + away <= highest ? port + away : port - away;
}
