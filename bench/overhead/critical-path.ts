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
 * its steps name, and the first of all for the inspection; the proof of the cluster waits for everything. A worker that lets the control
 * plane go first waits for what that did meanwhile.
 */
export function criticalPath(timeline: readonly TimelineEntry[]): CriticalPath {
  const known = new Map<TimelineEntry, Path>();
  const inspection = timeline.find((entry) => entry.step === 'inspect-hosts');
  const reaching = (milestone: string): TimelineEntry | undefined =>
    timeline.find((entry) => stepsIn(entry).some((id) => stepById(id).reaches === milestone));

  function before(entry: TimelineEntry): readonly Path[] {
    if (entry === inspection) return [];
    if (entry.step === 'prove-cluster') return timeline.filter((other) => other !== entry).map(pathTo);
    const own = timeline.filter((other) => other.node === entry.node && other.endedAt <= entry.scheduledAt);
    const last = own.reduce<TimelineEntry | undefined>(
      (latest, other) => (!latest || other.endedAt > latest.endedAt ? other : latest),
      undefined,
    );
    const named = stepsIn(entry).flatMap((id) => stepById(id).after ?? []);
    // The head start of the control plane is what it did after its images: init, or the part of it that ran until then.
    const hadHeadStart = named.includes('head-start-over');
    const milestones = hadHeadStart ? [...named, 'images-pulled', 'api-ready'] : named;
    // A milestone that came later was not waited for: not every role waits, and a parked control plane ends a wait.
    const ended = [last ?? inspection, ...milestones.map(reaching)].flatMap((other) =>
      other && other !== entry && other.endedAt <= entry.scheduledAt ? [pathTo(other)] : [],
    );
    const init = hadHeadStart ? reaching('api-ready') : undefined;
    return init && init.scheduledAt < entry.scheduledAt && entry.scheduledAt < init.endedAt
      ? [...ended, partOf(init, entry.scheduledAt)]
      : ended;
  }

  function partOf(entry: TimelineEntry, until: number): Path {
    const sofar = longest(before(entry));
    const part = { ...entry, endedAt: until, remoteMs: until - entry.scheduledAt };
    return { ms: sofar.ms + part.remoteMs, entries: [...sofar.entries, part] };
  }

  function pathTo(entry: TimelineEntry): Path {
    const cached = known.get(entry);
    if (cached) return cached;
    const sofar = longest(before(entry));
    const path = { ms: sofar.ms + entry.remoteMs, entries: [...sofar.entries, entry] };
    known.set(entry, path);
    return path;
  }

  const { ms, entries } = longest(timeline.map(pathTo));
  return { seconds: ms / 1000, entries };
}
