import { nodeNamed } from '../model/cluster-state.ts';
import type { ClusterState } from '../model/cluster-state.ts';
import type { Host } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import type { Failure } from '../model/failure.ts';

/**
 * The problem of a host whose name in the cluster is another machine, as after `slipway replace` with the old cluster file. A machine
 * with several addresses is told by its machine-id; one that gives no facts by its address alone.
 */
export function elsewhere(host: Host, state: ClusterState | undefined, facts?: HostFacts): readonly Failure[] {
  const node = state && nodeNamed(state, host.name);
  if (!node?.address || node.address === host.address || node.machineId === facts?.machineId) return [];
  const message = `the cluster has ${host.name} as the machine at ${node.address}, the cluster file says ${host.address}`;
  return [{ code: 'node-elsewhere', message, host: host.name }];
}
