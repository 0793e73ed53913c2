import type { ClusterSpec, Host } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import { isFailureCode } from '../model/failure.ts';
import type { Failure } from '../model/failure.ts';
import type { CheckedSight } from '../model/preflight.ts';
import type { CheckContext, HostCheck } from './preflight-check.ts';
import { networkChecks } from './preflight-network.ts';
import { occupiedChecks } from './preflight-occupied.ts';
import { resourceChecks } from './preflight-resources.ts';
import { systemChecks } from './preflight-system.ts';
import { timeChecks } from './preflight-time.ts';

/** Everything that is looked at on one host, in the order in which people read it. */
const hostChecks: readonly HostCheck[] = [
  ...systemChecks,
  ...resourceChecks,
  ...timeChecks,
  ...occupiedChecks,
  ...networkChecks,
];

/** What every check saw on one host. */
export function sightsOf(at: CheckContext): readonly CheckedSight[] {
  return hostChecks.flatMap(({ id, look }) => look(at).map((sight) => ({ check: id, ...sight })));
}

/** Everything that stands in the way of one host becoming a node, as facts alone tell it: what a build refuses for. */
export function problemsOf(spec: ClusterSpec, host: Host, facts: HostFacts): readonly Failure[] {
  return sightsOf({ spec, host, facts }).flatMap(({ code, seen }) =>
    isFailureCode(code) ? [{ code, message: seen, host: host.name }] : [],
  );
}
