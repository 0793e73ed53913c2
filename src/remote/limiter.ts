import { abortReason } from './error-facts.ts';

/** At most `places` tasks at a time; the others wait in order. */
export interface Limiter {
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** A limiter with that many places. A task that is aborted while it waits leaves the queue with the signal's reason. */
export function openLimiter(places: number): Limiter {
  let free = places;
  const queue: (() => void)[] = [];

  const enter = (signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(admit), 1);
        if (signal) reject(abortReason(signal));
      };
      queue.push(admit);
      signal?.addEventListener('abort', leave, { once: true });
    });
  };

  const exit = (): void => {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  };

  return {
    run: async (task, signal) => {
      await enter(signal);
      try {
        return await task();
      } finally {
        exit();
      }
    },
  };
}
