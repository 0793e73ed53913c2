import { proofNamespace } from '../render/proof-pods.ts';
import { hasStatus } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';

/** Asks for the namespace of the proof to be deleted, with all that is in it, and does not wait for the end. */
export async function removeProof(client: ClusterClient): Promise<void> {
  await client.core.deleteNamespace({ name: proofNamespace }).catch((error: unknown) => {
    // Gone, or on its way out.
    if (!hasStatus(error, 404) && !hasStatus(error, 409)) throw error;
  });
}
