import { abortReason } from './error-facts.ts';

/** The value of `opening`, or the signal's reason; what opens too late is handed to `discard`. */
export function unlessAborted<T>(opening: Promise<T>, signal: AbortSignal, discard: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(abortReason(signal));
      opening.then(discard, () => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
