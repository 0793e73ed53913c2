import type { ClusterSettings } from '../model/cluster.ts';
import type { NodeState } from '../model/cluster-state.ts';
import type { IdMap, NodeProof, ProofCheck } from '../model/proof.ts';
import { logLine } from '../render/proof-pods.ts';
import { capabilityChecks } from './capability-checks.ts';
import { hostChecks } from './host-checks.ts';
import { kubeletMetricCheck } from './kubelet-metric.ts';
import { mapChecks } from './map-checks.ts';
import type { NodeObservation } from './observation.ts';
import { volumeChecks } from './volume-checks.ts';

/** Everything the proof of one node is decided from. */
export interface NodeEvidence {
  readonly settings: ClusterSettings;
  readonly node: NodeState;
  /** Name of the operating system as facts tell it. */
  readonly os: string;
  readonly seen: NodeObservation;
  /** ISO 8601. */
  readonly seenAt: string;
}

const none: IdMap = [0, 0, 0];

/** Decides the proof of one node (items 1 to 7, and kubelet's own count) from what was seen; never throws. */
export function decideNode({ settings, node, os, seen, seenAt }: NodeEvidence): NodeProof {
  return {
    node: node.name,
    os,
    kubelet: node.kubelet,
    runtime: node.runtime,
    ready: node.ready,
    uidMap: seen.first.inside?.uidMap[0] ?? none,
    secondUidMap: seen.second.inside?.uidMap[0] ?? none,
    subordinateIds: seen.host.subordinateUids[0] ?? [0, 0],
    hostUid: seen.first.outside?.uids[0] ?? 0,
    bootId: seen.host.bootId,
    checks: [
      accessCheck(seen),
      ...mapChecks(seen, settings),
      ...hostChecks(seen),
      ...volumeChecks(seen),
      ...capabilityChecks(seen),
      ...(seen.podErrors ? [kubeletMetricCheck(seen.podErrors)] : []),
    ],
    seenAt,
  };
}

/** Part of item 9: the API server reaches this node's kubelet (port 10250), and the answers are this pod's own. */
function accessCheck({ first, second, control }: NodeObservation): ProofCheck {
  const pods = [first, second, control];
  const trouble = pods.flatMap((pod) => {
    if (pod.trouble !== '') return [`${pod.name}: ${pod.trouble}`];
    return pod.log.includes(logLine(pod.name)) ? [] : [`${pod.name}: its log lacks the line it wrote`];
  });
  return {
    id: 'exec-and-logs',
    title: 'Exec and logs work on this node',
    passed: trouble.length === 0 && pods.every((pod) => pod.inside !== undefined),
    expected: 'both, for all three pods',
    seen: trouble.length === 0 ? 'both, for all three pods' : trouble.join('; '),
  };
}
