import type { ClusterSpec } from '../src/model/cluster.ts';
import type { Plan } from '../src/model/plan.ts';
import { inspectAll } from './inspect.ts';

/** What `applyCluster` would do, with nothing changed. Hosts that cannot be reached are part of the answer. */
export async function planCluster({ spec }: { readonly spec: ClusterSpec }): Promise<Plan> {
  return (await inspectAll(spec)).plan;
}
