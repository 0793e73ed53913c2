import { setTimeout as delay } from 'node:timers/promises';

/** A pause of `milliseconds`, ended early by the rejection of an aborted signal. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

/** Milliseconds before try number `attempt` (from 0): doubling from `first` to `most`, each between half and the whole of it. */
export function backoff(attempt: number, first: number, most: number): number {
  const whole = Math.min(most, first * 2 ** Math.min(attempt, 20));
  // The jitter keeps many callers apart; nothing secret depends on it.
  return Math.round(whole * (0.5 + Math.random() / 2));
}
