/** The wish that this process ends. */
export interface Stop {
  readonly signal: AbortSignal;
  readonly close: () => void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborts at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
export function listenForStop(): Stop {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  const close = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  return { signal: controller.signal, close };
}
