import type { ClusterSpec, Host } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import type { PreflightCode, Sight } from '../model/preflight.ts';
import type { HostSurvey } from '../model/survey.ts';

/** All that is known of one host before anything is done to it. */
export interface CheckContext {
  readonly spec: ClusterSpec;
  readonly host: Host;
  readonly facts: HostFacts;
  /** Only `preflight` takes the time to look closer; the beginning of a build has facts alone. */
  readonly survey?: HostSurvey;
}

/** One kind of thing that is looked at on every host: a value, and pure. */
export interface HostCheck {
  /** Stable, for people who read the JSON. */
  readonly id: string;
  /** What is looked at, in a few words. */
  readonly title: string;
  /** What was seen; nothing where the check has nothing to look at. */
  readonly look: (at: CheckContext) => readonly Sight[];
}

/** Something that is as it should be. */
export function fine(seen: string): Sight {
  return { seen };
}

/** Something that is not. */
export function found(code: PreflightCode, seen: string): Sight {
  return { code, seen };
}

/** What was found, or, where that is nothing, what was seen instead. */
export function foundOr(sights: readonly Sight[], seen: string): readonly Sight[] {
  return sights.length > 0 ? sights : [fine(seen)];
}
