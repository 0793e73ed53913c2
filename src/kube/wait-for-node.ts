import type { V1Node } from '@kubernetes/client-node';
import type { NodeState } from '../model/cluster-state.ts';
import { SlipwayError } from '../model/failure.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { nodes } from './collections.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/** Waits until a node has joined and is Ready. Error: `node-not-ready` with the words of its condition. */
export async function waitForNode(client: ClusterClient, name: string, options?: WaitOptions): Promise<NodeState> {
  const first = (nodes: readonly V1Node[]): NodeState | undefined => nodes.map(nodeStateOf)[0];
  return waitUntil<V1Node, NodeState>(
    client,
    {
      collection: nodes,
      fieldSelector: `metadata.name=${name}`,
      until: (nodes) => {
        const node = first(nodes);
        return node?.ready ? node : undefined;
      },
      missing: (nodes) => first(nodes)?.reason ?? 'it has not joined',
      late: (missing, seconds) =>
        new SlipwayError('node-not-ready', `${name} is not Ready after ${seconds} s: ${missing}`, { host: name }),
    },
    options,
  );
}
