import type { V1Node } from '@kubernetes/client-node';
import type { NodeState } from '../model/cluster-state.ts';
import { SlipwayError } from '../model/failure.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { nodes } from './collections.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/** How a node is waited for. `boot`: id of the host's boot that kubelet must tell of; what it told before a reboot stands for 40 s. */
export interface NodeWait extends WaitOptions {
  readonly boot?: string;
}

/** Waits until a node has joined and is Ready. Error: `node-not-ready` with the words of its condition. */
export async function waitForNode(
  client: ClusterClient,
  name: string,
  { boot, ...options }: NodeWait = {},
): Promise<NodeState> {
  const first = (nodes: readonly V1Node[]): NodeState | undefined => nodes.map(nodeStateOf)[0];
  const isOld = ({ bootId }: NodeState): boolean => boot !== undefined && !boot.startsWith(bootId);
  return waitUntil<V1Node, NodeState>(
    client,
    {
      collection: nodes,
      fieldSelector: `metadata.name=${name}`,
      until: (nodes) => {
        const node = first(nodes);
        return node?.ready && !isOld(node) ? node : undefined;
      },
      missing: (nodes) => {
        const node = first(nodes);
        if (!node) return 'it has not joined';
        return isOld(node) ? 'its kubelet has not reported since the reboot' : node.reason;
      },
      late: (missing, seconds) =>
        new SlipwayError('node-not-ready', `${name} is not Ready after ${seconds} s: ${missing}`, { host: name }),
    },
    options,
  );
}
