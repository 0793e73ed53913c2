import { SlipwayError } from '../model/failure.ts';
import { backoff, pause } from './backoff.ts';

/** What a repeated request may cost. */
export interface Patience {
  readonly host: string;
  /** Seconds that lost connections may take altogether. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Repeats idempotent requests through lost connections; the time lost counts over all of them. */
export type Persist = <T>(request: () => Promise<T | undefined>) => Promise<T>;

/** Failures that pass: the connection, a host that restarts, a command that a frozen host did not answer. */
const passing: ReadonlySet<string> = new Set(['connection-lost', 'host-unreachable', 'time-limit']);

/** `connection-lost` once patience is spent. A request that gives undefined was not answered in full and is repeated too. */
export function openPatience({ host, seconds, signal }: Patience): Persist {
  let spent = 0;
  return async (request) => {
    const began = performance.now();
    let last: unknown;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await request();
        if (attempt > 0) spent += performance.now() - began;
        if (answer !== undefined) return answer;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof SlipwayError) || !passing.has(error.code)) throw error;
        last = error;
      }
      const lost = Math.round((spent + performance.now() - began) / 1000);
      if (lost >= seconds) {
        const why = last instanceof Error ? `: ${last.message}` : '';
        throw new SlipwayError('connection-lost', `${host} could not be asked for ${lost} s${why}`, {
          host,
          cause: last,
        });
      }
      await pause(backoff(attempt, 250, 2000), signal);
    }
  };
}
