import type { V1Node, V1Pod } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import { flannelNamespace } from '../render/flannel.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { nodes, podsOf } from './collections.ts';
import { isPodReady, podTrouble, podWarnings } from './pod-trouble.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/**
 * Waits until the pod network works on a node: its pod is ready there, and it has said so on the Node. A Node can be
 * Ready a moment before: CRI-O is content with a configuration file, while flannel still works out the node's subnet.
 * Error: `network-not-ready`.
 */
export async function waitForNetwork(client: ClusterClient, node: string, options?: WaitOptions): Promise<void> {
  const failure = (missing: string, seconds: number, tail = ''): SlipwayError =>
    new SlipwayError('network-not-ready', `the pod network on ${node} is not ready after ${seconds} s: ${missing}`, {
      host: node,
      tail,
    });
  const pods = waitUntil<V1Pod, true>(
    client,
    {
      collection: podsOf(flannelNamespace),
      fieldSelector: `spec.nodeName=${node}`,
      until: (items) => (items.some(isPodReady) ? true : undefined),
      missing: ([pod]) => (pod ? podTrouble(pod) : 'it has no pod on this node'),
      late: async (missing, seconds) => {
        const name = /^pod (\S+):/.exec(missing)?.[1];
        return failure(missing, seconds, name ? await podWarnings(client, flannelNamespace, [name]) : '');
      },
    },
    options,
  );
  const condition = waitUntil<V1Node, true>(
    client,
    {
      collection: nodes,
      fieldSelector: `metadata.name=${node}`,
      until: (items) => (items.some((item) => nodeStateOf(item).networkReady) ? true : undefined),
      missing: () => 'it has not set up this node',
      late: failure,
    },
    options,
  );
  await Promise.all([pods, condition]);
}
