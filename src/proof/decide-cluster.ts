import { isRolledOut } from '../model/cluster-state.ts';
import type { ClusterState, NodeState } from '../model/cluster-state.ts';
import { minorOf } from '../model/cluster.ts';
import type { ClusterProof, ProofCheck } from '../model/proof.ts';
import type { ClusterEvidence } from './cluster-evidence.ts';
import { controlPlaneComponents } from './control-plane.ts';
import { reachChecks } from './reach-checks.ts';
import { verdict } from './verdict.ts';

/** The first minor whose Nodes say what their runtime can do. */
const runtimeHandlersSince = 31;

/** Decides the proof of a cluster (items 8 and 9) from what was seen; never throws. */
export function decideCluster(evidence: ClusterEvidence): ClusterProof {
  const { hosts, version, state } = evidence;
  const nodes = hosts.map((host) => ({ name: host.name, node: state.nodes.find((node) => node.name === host.name) }));
  return {
    checks: [
      nodesCheck(nodes, version),
      ...(Number(minorOf(version).split('.')[1]) >= runtimeHandlersSince ? [runtimeCheck(nodes)] : []),
      controlPlaneCheck(evidence),
      podNetwork(evidence),
      dnsDeployment(state),
      ...reachChecks(evidence),
    ],
  };
}

type Named = { readonly name: string; readonly node: NodeState | undefined };

function nodesCheck(nodes: readonly Named[], version: string): ProofCheck {
  const wanted = `v${version}`;
  const wrong = nodes.flatMap(({ name, node }) => {
    if (!node) return [`${name} has not joined`];
    if (!node.ready) return [`${name} is not Ready: ${node.reason}`];
    if (node.networkReady === false) return [`${name} has no pod network`];
    return node.kubelet === wanted ? [] : [`${name} runs ${node.kubelet}`];
  });
  return verdict(
    {
      id: 'nodes-ready',
      title: 'Every node is Ready with the wanted version',
      expected: `${nodes.length} nodes at ${wanted}`,
    },
    wrong,
  );
}

function runtimeCheck(nodes: readonly Named[]): ProofCheck {
  const wrong = nodes.flatMap(({ name, node }) => (node?.userNamespaces === true ? [] : [`${name} does not say so`]));
  return verdict(
    {
      id: 'runtime-handlers',
      title: 'Every node’s runtime says that it can make user namespaces',
      expected: `${nodes.length} nodes`,
    },
    wrong,
  );
}

function controlPlaneCheck({ hosts, controlPlane }: ClusterEvidence): ProofCheck {
  const planes = hosts.filter((host) => host.role === 'control-plane');
  const wrong = planes.flatMap(({ name }) =>
    controlPlaneComponents.flatMap((component) => {
      const pod = controlPlane.find((candidate) => candidate.node === name && candidate.component === component);
      const state = pod ? `${pod.phase}, and not ready` : 'missing';
      return pod?.ready ? [] : [`${component} on ${name} is ${state}`];
    }),
  );
  const expected = `${controlPlaneComponents.join(', ')} on ${planes.map((host) => host.name).join(', ')}`;
  return verdict({ id: 'control-plane', title: 'The pods of the control plane run', expected }, wrong);
}

/** Counts of a DaemonSet do not say which nodes they are of: a node that was skipped may be the one that is not ready. */
function podNetwork({ hosts, state }: ClusterEvidence): ProofCheck {
  const rollout = state.network?.rollout;
  return {
    id: 'pod-network',
    title: 'The pod network is rolled out on every node',
    passed:
      rollout !== undefined && rollout.observed && rollout.updated === rollout.desired && rollout.ready >= hosts.length,
    expected: `${hosts.length} nodes, all with its newest form`,
    seen: rollout ? `${rollout.updated} of ${rollout.desired} newest, ${rollout.ready} ready` : 'no DaemonSet',
  };
}

function dnsDeployment({ dns }: ClusterState): ProofCheck {
  const seen = dns ? `${dns.ready} of ${dns.desired} ready` : 'no deployment';
  return {
    id: 'cluster-dns',
    title: 'Cluster DNS is rolled out',
    passed: dns !== undefined && isRolledOut(dns),
    expected: 'every replica ready',
    seen,
  };
}
