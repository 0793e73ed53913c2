import type { V1DaemonSet, V1Deployment, V1NodeList } from '@kubernetes/client-node';
import { annotations } from '../model/cluster-state.ts';
import type { ClusterState, Rollout } from '../model/cluster-state.ts';
import { flannelDaemonSet, flannelNamespace } from '../render/flannel.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { dnsPath, paths } from './paths.ts';

/** What the API server says about nodes, pod network and DNS; three reads at once. */
export async function clusterState(client: ClusterClient): Promise<ClusterState> {
  const [nodes, network, dns] = await Promise.all([
    client.request<V1NodeList>({ path: paths.nodes }),
    client.find<V1DaemonSet>(`${paths.daemonSets(flannelNamespace)}/${flannelDaemonSet}`),
    client.find<V1Deployment>(dnsPath),
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
