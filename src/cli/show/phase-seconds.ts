import type { TimelineEntry } from '../../model/result.ts';

/** Wall seconds during which at least one node was in a phase, in the order in which phases began. */
export function phaseSeconds(timeline: readonly TimelineEntry[]): Readonly<Record<string, number>> {
  const byStart = timeline.toSorted((a, b) => a.scheduledAt - b.scheduledAt);
  const phases = [...new Set(byStart.map((entry) => entry.phase))];
  const of = (phase: string) => covered(byStart.filter((entry) => entry.phase === phase)) / 1000;
  return Object.fromEntries(phases.map((phase) => [phase, of(phase)]));
}

/** The steps that took longest. */
export function slowest(timeline: readonly TimelineEntry[], count: number): readonly TimelineEntry[] {
  return timeline.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, count);
}

/** Wall seconds of one entry. */
export function secondsOf(entry: TimelineEntry): number {
  return lengthOf(entry) / 1000;
}

function lengthOf(entry: TimelineEntry): number {
  return entry.endedAt - entry.scheduledAt;
}

/** Milliseconds covered by intervals that are sorted by their start; what overlaps counts once. */
function covered(entries: readonly TimelineEntry[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const entry of entries) {
    sum += Math.max(0, entry.endedAt - Math.max(until, entry.scheduledAt));
    until = Math.max(until, entry.endedAt);
  }
  return sum;
}
