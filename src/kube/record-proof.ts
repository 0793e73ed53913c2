import { annotations } from '../model/cluster-state.ts';
import type { ClusterSettings } from '../model/cluster.ts';
import type { NodeProof } from '../model/proof.ts';
import { proofRecord } from '../proof/recorded-proof.ts';
import type { ClusterClient } from './cluster-client.ts';
import { patchNode } from './patch-node.ts';

/** Writes a proof onto its Node, so that a later apply can tell whether it still holds. One with a failed check takes the old one off. */
export async function recordProof(client: ClusterClient, proof: NodeProof, settings: ClusterSettings): Promise<void> {
  const record = proofRecord(proof, settings) ?? null;
  await patchNode(client, proof.node, () => ({ metadata: { annotations: { [annotations.proof]: record } } }));
}

/** Takes the proofs off these Nodes, of which the cluster as a whole is not proven: else the next apply would find nothing to do. */
export async function forgetProofs(client: ClusterClient, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) {
    await patchNode(client, node, (seen) =>
      seen.annotations[annotations.proof] === undefined
        ? undefined
        : { metadata: { annotations: { [annotations.proof]: null } } },
    );
  }
}
