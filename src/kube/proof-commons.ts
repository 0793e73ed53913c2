import type { V1Namespace } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import { proofNamespace, renderProofCommons } from '../render/proof-pods.ts';
import { ifThere } from './api-error.ts';
import { applyObjects } from './apply-objects.ts';
import type { ClusterClient } from './cluster-client.ts';
import { configMapsOf, namespaces, serviceAccountsOf } from './collections.ts';
import type { Collection } from './collections.ts';
import { waitUntil } from './wait-until.ts';
import type { Item, WaitOptions } from './wait-until.ts';

/**
 * Makes what the pods of the proof share, where it is not there yet, and does not wait for what the cluster adds to it:
 * worth doing as soon as the API server answers, so that the first proof finds it complete. Errors: those of the client.
 */
export async function prepareProof(client: ClusterClient, options?: WaitOptions): Promise<void> {
  // The service is applied with the last objects: where it is, all of them are.
  const [namespace, service] = await Promise.all([
    ifThere(client.core.readNamespace({ name: proofNamespace })),
    ifThere(client.core.readNamespacedService({ namespace: proofNamespace, name: 'proof' })),
  ]);
  const isGoing = namespace?.metadata?.deletionTimestamp !== undefined;
  if (namespace && service && !isGoing) return;
  if (isGoing) await waitUntilGone(client, options);
  await applyObjects(client, renderProofCommons());
}

/**
 * Waits until pods can start in the namespace of the proof, and makes it first where it is not there. Errors: those of
 * the client; `proof-failed` where the cluster does not provide a new namespace with what every pod needs.
 */
export async function openProof(client: ClusterClient, options?: WaitOptions): Promise<void> {
  await prepareProof(client, options);
  await Promise.all([
    // Pods are refused before the first is there, and cannot mount their token before the second is.
    waitUntilThere(client, serviceAccountsOf(proofNamespace), 'default', options),
    waitUntilThere(client, configMapsOf(proofNamespace), 'kube-root-ca.crt', options),
  ]);
}

async function waitUntilGone(client: ClusterClient, options?: WaitOptions): Promise<void> {
  await waitUntil<V1Namespace, true>(
    client,
    {
      collection: namespaces,
      fieldSelector: `metadata.name=${proofNamespace}`,
      until: (items) => (items.length === 0 ? true : undefined),
      missing: () => 'the last proof is still being removed',
      late: (missing, seconds) =>
        new SlipwayError('proof-failed', `the namespace ${proofNamespace} is not gone after ${seconds} s: ${missing}`),
    },
    options,
  );
}

async function waitUntilThere<T extends Item>(
  client: ClusterClient,
  collection: Collection<T>,
  name: string,
  options?: WaitOptions,
): Promise<void> {
  await waitUntil<T, true>(
    client,
    {
      collection,
      fieldSelector: `metadata.name=${name}`,
      until: (items) => (items.length > 0 ? true : undefined),
      missing: () => `${name} is not there`,
      late: (missing, seconds) =>
        new SlipwayError('proof-failed', `in the namespace ${proofNamespace}, ${missing} after ${seconds} s`),
    },
    options,
  );
}
