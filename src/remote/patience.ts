import { SlipwayError } from '../model/failure.ts';
import { backoff, pause } from './backoff.ts';

/** How long a request is repeated. */
export interface Patience {
  readonly host: string;
  /** Seconds without an answer after which it is over. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Time as this process sees it, in milliseconds. */
export interface Clock {
  now(): number;
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Failures that pass: the connection, a host that restarts, a command that a frozen host did not answer. */
const passing: ReadonlySet<string> = new Set(['connection-lost', 'host-unreachable', 'time-limit']);

/** More than any try takes. Where one took longer this process itself stood still, and the host was not asked. */
const longestTry = 120_000;

const processClock: Clock = { now: () => performance.now(), pause };

/**
 * The answer to an idempotent request, which is repeated through lost connections; `connection-lost` once patience is
 * over, never after a single try. A request that gives undefined was not answered in full and is repeated too.
 */
export async function persist<T>(
  { host, seconds, signal }: Patience,
  request: () => Promise<T | undefined>,
  clock = processClock,
): Promise<T> {
  let silent = 0;
  for (let tries = 1; ; tries += 1) {
    const began = clock.now();
    const answer = await attempt(request, signal);
    if ('value' in answer) return answer.value;
    silent += Math.min(longestTry, clock.now() - began);
    if (silent >= seconds * 1000 && tries > 1) {
      const { cause } = answer;
      const message = `${host} gave no answer for ${Math.round(silent / 1000)} s, in ${tries} tries: ${cause.message}`;
      throw new SlipwayError('connection-lost', message, { host, cause });
    }
    const wait = backoff(tries - 1, 250, 500);
    await clock.pause(wait, signal);
    silent += wait;
  }
}

async function attempt<T>(
  request: () => Promise<T | undefined>,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: T } | { readonly cause: Error }> {
  try {
    const value = await request();
    return value === undefined ? { cause: new Error('what it answered was not complete') } : { value };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SlipwayError && passing.has(error.code)) return { cause: error };
    throw error;
  }
}
