import type { V1Node, V1Pod } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import type { PodNetwork } from '../model/pod-network.ts';
import { cniDaemonSet, cnis } from '../render/cni-table.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { nodes, podsOf } from './collections.ts';
import { isPodReady, podTrouble, podWarnings } from './pod-trouble.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/** The node, and the pod network that it waits for. */
export interface NetworkWait {
  readonly node: string;
  readonly cni: PodNetwork;
}

/**
 * Waits until the pod network works on a node: its pod is ready there, and it has said so on the Node where it does that.
 * A Node can be Ready a moment before: CRI-O is content with a configuration file, while flannel still works out the
 * node's subnet. Gives the ids of its pod's containers. Error: `network-not-ready`.
 */
export async function waitForNetwork(
  client: ClusterClient,
  { node, cni }: NetworkWait,
  options?: WaitOptions,
): Promise<readonly string[]> {
  const { namespace, name: daemonSet } = cniDaemonSet(cni);
  const own = (pods: readonly V1Pod[]): readonly V1Pod[] =>
    pods.filter(({ metadata }) => metadata?.ownerReferences?.some(({ name }) => name === daemonSet));
  const isReady = (item: V1Node): boolean => {
    const { networkReady } = nodeStateOf(item);
    return cnis[cni.name].saysReady ? networkReady === true : networkReady !== false;
  };
  const failure = (missing: string, seconds: number, tail = ''): SlipwayError =>
    new SlipwayError('network-not-ready', `the pod network on ${node} is not ready after ${seconds} s: ${missing}`, {
      host: node,
      tail,
    });
  const pods = waitUntil<V1Pod, V1Pod>(
    client,
    {
      collection: podsOf(namespace),
      fieldSelector: `spec.nodeName=${node}`,
      until: (items) => own(items).find(isPodReady),
      missing: (items) => own(items).map(podTrouble)[0] ?? 'it has no pod on this node',
      late: async (missing, seconds) => {
        const name = /^pod (\S+):/.exec(missing)?.[1];
        return failure(missing, seconds, name ? await podWarnings(client, namespace, [name]) : '');
      },
    },
    options,
  );
  const condition = waitUntil<V1Node, true>(
    client,
    {
      collection: nodes,
      fieldSelector: `metadata.name=${node}`,
      until: (items) => (items.some(isReady) ? true : undefined),
      missing: () => 'it has not set up this node',
      late: failure,
    },
    options,
  );
  const [pod] = await Promise.all([pods, condition]);
  return (pod.status?.containerStatuses ?? []).flatMap(({ containerID }) => containerID?.split('//').slice(1) ?? []);
}
