import type { TimelineEntry } from '../../src/model/result.ts';
import { stepById } from '../../src/phases/catalogue.ts';

/** The chain of remote commands that the build could not be faster than. */
export interface CriticalPath {
  readonly seconds: number;
  readonly entries: readonly TimelineEntry[];
}

interface Path {
  readonly ms: number;
  readonly entries: readonly TimelineEntry[];
}

const nothing: Path = { ms: 0, entries: [] };
const longest = (paths: readonly Path[]): Path =>
  paths.reduce((best, path) => (path.ms > best.ms ? path : best), nothing);

const stepsIn = (entry: TimelineEntry): readonly string[] => (entry.node === '' ? [] : entry.step.split(' '));

/**
 * The longest path through what was done remotely: each entry waits for the one before it on its node, for the milestone
 * its steps name, and the first of all for the inspection; the proof of the cluster waits for everything.
 */
export function criticalPath(timeline: readonly TimelineEntry[]): CriticalPath {
  const known = new Map<TimelineEntry, Path>();
  const inspection = timeline.find((entry) => entry.step === 'inspect-hosts');
  const reaching = (milestone: string): TimelineEntry | undefined =>
    timeline.find((entry) => stepsIn(entry).some((id) => stepById(id).reaches === milestone));

  function before(entry: TimelineEntry): readonly TimelineEntry[] {
    if (entry === inspection) return [];
    if (entry.step === 'prove-cluster') return timeline.filter((other) => other !== entry);
    const own = timeline.filter((other) => other.node === entry.node && other.endedAt <= entry.scheduledAt);
    const last = own.reduce<TimelineEntry | undefined>(
      (latest, other) => (!latest || other.endedAt > latest.endedAt ? other : latest),
      undefined,
    );
    const milestones = stepsIn(entry).flatMap((id) => stepById(id).after ?? []);
    // A milestone that came later was not waited for: not every role waits, and a parked control plane ends a wait.
    return [last ?? inspection, ...milestones.map(reaching)].flatMap((other) =>
      other && other !== entry && other.endedAt <= entry.scheduledAt ? [other] : [],
    );
  }

  function pathTo(entry: TimelineEntry): Path {
    const cached = known.get(entry);
    if (cached) return cached;
    const sofar = longest(before(entry).map(pathTo));
    const path = { ms: sofar.ms + entry.remoteMs, entries: [...sofar.entries, entry] };
    known.set(entry, path);
    return path;
  }

  const { ms, entries } = longest(timeline.map(pathTo));
  return { seconds: ms / 1000, entries };
}
