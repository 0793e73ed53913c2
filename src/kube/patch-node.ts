import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import type { NodeState } from '../model/cluster-state.ts';
import { SlipwayError } from '../model/failure.ts';
import { hasStatus, ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';

/** Others write Nodes too, kubelet every few seconds; who comes late reads again. */
const attempts = 8;

/**
 * Changes a Node by a merge patch worked out from what it is now, and gives true where there was something to change.
 * The patch holds only for the version it was worked out from. Error: `node-not-ready` where there is no such Node.
 */
export async function patchNode(
  client: ClusterClient,
  name: string,
  patchOf: (node: NodeState) => { readonly metadata: object; readonly spec?: object } | undefined,
): Promise<boolean> {
  // The client’s own choice would be a JSON patch.
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  for (let attempt = 1; ; attempt++) {
    const node = await ifThere(client.core.readNode({ name }));
    if (!node) throw new SlipwayError('node-not-ready', `the cluster does not know the node ${name}`, { host: name });
    const patch = patchOf(nodeStateOf(node));
    if (!patch) return false;
    const resourceVersion = node.metadata?.resourceVersion;
    const body = { ...patch, metadata: { ...patch.metadata, resourceVersion } };
    try {
      await client.core.patchNode({ name, body }, merge);
      return true;
    } catch (error) {
      if (attempt >= attempts || !hasStatus(error, 409)) throw error;
    }
  }
}
