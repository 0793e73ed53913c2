import { colouredLook, plainLook, type Look } from './show/look.ts';
import type { Environment } from '../dev/directories.ts';

/** Where text goes: a terminal, a pipe or a file. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Where text comes from. */
export type Input = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (on: boolean) => unknown;
};

/** Everything a command touches outside itself, so that tests can stand in for it. */
export interface Terminal {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  readonly cwd: string;
}

/** Width of tables that go to a file or a pipe. */
const pipedWidth = 100;

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };
}

/** How text for a stream is rendered. Colours only on a terminal, and never where NO_COLOR is set. */
export function lookOf(terminal: Terminal, stream: Output = terminal.stdout): Look {
  const width = stream.isTTY ? Math.max(40, stream.columns || 80) : pipedWidth;
  const noColour = Boolean(terminal.env['NO_COLOR']) || terminal.env['TERM'] === 'dumb';
  return stream.isTTY && !noColour ? colouredLook(width) : plainLook(width);
}

/** Writes lines to a stream. */
export function print(stream: Output, lines: readonly string[] | string): void {
  stream.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
}

/** Writes a value as JSON to standard output. */
export function printJson(terminal: Terminal, value: unknown): void {
  print(terminal.stdout, JSON.stringify(value, null, 2));
}
