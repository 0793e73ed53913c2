import type { Host } from '../model/cluster.ts';
import { renderNodePatch } from '../render/node-patch.ts';
import type { ClusterClient } from './cluster-client.ts';
import { patchNode } from './patch-node.ts';

/** Puts the labels and taints of the cluster file on a Node and takes off those it had put there before; true where it changed. */
export async function setNode(client: ClusterClient, host: Host): Promise<boolean> {
  return patchNode(client, host.name, (node) => renderNodePatch(node, host));
}
