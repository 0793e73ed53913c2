import type { ClockRange } from '../model/clocks.ts';
import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { told } from './told.ts';

/** The worker's clock before a script was sent and after its answer came, in epoch milliseconds. */
export interface Asked {
  readonly before: number;
  readonly after: number;
}

/** Asks for the time alone, so that little time passes between question and answer. */
export const clockScript: Shell = sh`
  now=$(date +%s%3N)
  printf 'clock.first\t%s\nclock.last\t%s\n' "$now" "$now"`;

/**
 * By how many milliseconds the host's clock may be ahead of the worker's, from what a script told at its beginning and its
 * end: a slow way there or back makes the range wide, and says nothing else. Undefined where the host did not tell the time.
 */
export function clockIn(stdout: string, { before, after }: Asked): ClockRange | undefined {
  const lines = new Map(told(stdout));
  const [first, last] = ['clock.first', 'clock.last'].map((key) => Number.parseInt(lines.get(key) ?? '', 10));
  if (first === undefined || last === undefined || Number.isNaN(first) || Number.isNaN(last)) return undefined;
  return [Math.round(last - after), Math.round(first - before)];
}
