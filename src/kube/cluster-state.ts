import type { V1DaemonSet, V1Deployment } from '@kubernetes/client-node';
import { annotations } from '../model/cluster-state.ts';
import type { ClusterState, Rollout } from '../model/cluster-state.ts';
import type { PodNetwork } from '../model/pod-network.ts';
import { cniDaemonSet } from '../render/cni-table.ts';
import { proofNamespace } from '../render/proof-pods.ts';
import { ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';

/** Cluster DNS in `kube-system`, as kubeadm names it. */
export const dnsDeployment = 'coredns';

/** What the API server says about nodes, pod network, DNS and a proof under way; four reads at once. */
export async function clusterState(client: ClusterClient, cni: PodNetwork): Promise<ClusterState> {
  const [nodes, network, dns, proof] = await Promise.all([
    client.core.listNode(),
    ifThere(client.apps.readNamespacedDaemonSet({ ...cniDaemonSet(cni) })),
    ifThere(client.apps.readNamespacedDeployment({ namespace: 'kube-system', name: dnsDeployment })),
    ifThere(client.core.readNamespace({ name: proofNamespace })),
  ]);
  return {
    nodes: nodes.items.map(nodeStateOf),
    ...(network
      ? {
          network: {
            content: network.metadata?.annotations?.[annotations.content] ?? '',
            rollout: daemonSetRollout(network),
          },
        }
      : {}),
    ...(dns ? { dns: deploymentRollout(dns) } : {}),
    // It is deleted after every proof, whose end does not wait for that.
    proofUnfinished: proof !== undefined && proof.metadata?.deletionTimestamp === undefined,
  };
}

function daemonSetRollout({ metadata, status }: V1DaemonSet): Rollout {
  return {
    observed: metadata?.generation === status?.observedGeneration,
    desired: status?.desiredNumberScheduled ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
  };
}

/** How far a Deployment is rolled out; `ready` counts replicas that are available. */
export function deploymentRollout({ metadata, spec, status }: V1Deployment): Rollout {
  return {
    observed: metadata?.generation === status?.observedGeneration,
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.availableReplicas ?? 0,
  };
}
