import type { Terminal } from './terminal.ts';

/** The wish of the user to leave a build alone. */
export interface Leave {
  /** Aborts on q, Ctrl-C, and the signals that ask a process to end. */
  readonly signal: AbortSignal;
  /** Gives the keyboard back. */
  readonly close: () => void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C and Ctrl-D as a keyboard in raw mode sends them, and q. */
const keys = new Set(['\u0003', '\u0004', 'q', 'Q']);

/** Listens for q (where there is a keyboard), Ctrl-C and termination until it is closed. */
export function listenForLeave({ stdin, stdout }: Terminal): Leave {
  const controller = new AbortController();
  const leave = () => controller.abort();
  const onKey = (data: Buffer | string) => {
    if (Array.from(data.toString()).some((key) => keys.has(key))) leave();
  };
  const hasKeyboard = Boolean(stdin.isTTY && stdout.isTTY);
  for (const signal of signals) process.on(signal, leave);
  if (hasKeyboard) {
    stdin.setRawMode?.(true);
    stdin.on('data', onKey).resume();
  }
  const close = () => {
    for (const signal of signals) process.off(signal, leave);
    if (!hasKeyboard) return;
    stdin.off('data', onKey).pause();
    stdin.setRawMode?.(false);
  };
  return { signal: controller.signal, close };
}
