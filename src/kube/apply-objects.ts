import { isDeepStrictEqual } from 'node:util';
import { PatchStrategy } from '@kubernetes/client-node';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import { ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';

// Under this name the API server keeps which fields are Slipway’s.
const fieldManager = 'slipway';

/** What applying one object came to. */
export interface Applied {
  readonly kind: string;
  readonly name: string;
  readonly changed: boolean;
}

/**
 * Applies objects by server-side apply, taking fields over from others where they differ. What others live in or are of
 * a kind of goes first: Namespaces and CustomResourceDefinitions; the rest goes at once. An object counts as changed where the API server holds something else than before, its status aside.
 */
export async function applyObjects(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
): Promise<readonly Applied[]> {
  const leads = ({ kind }: KubernetesObject): boolean => kind === 'Namespace' || kind === 'CustomResourceDefinition';
  const rest = objects.filter((object) => !leads(object));
  const first = await Promise.all(objects.filter(leads).map((object) => apply(client, object)));
  return [...first, ...(await Promise.all(rest.map((object) => apply(client, object))))];
}

async function apply(client: ClusterClient, object: KubernetesObject): Promise<Applied> {
  const { apiVersion, kind, metadata } = object;
  const before = await ifThere(client.objects.read<KubernetesObject>({ apiVersion, kind, metadata }));
  const { ServerSideApply } = PatchStrategy;
  const after = await client.objects.patch(object, undefined, undefined, fieldManager, true, ServerSideApply);
  const changed = before === undefined || !isDeepStrictEqual(contentOf(before), contentOf(after));
  return { kind, name: metadata.name, changed };
}

// What others write of their own accord at any time is left out: status, and the bookkeeping in the metadata.
function contentOf({ status: _status, metadata, ...content }: KubernetesObject): object {
  const { labels, annotations } = metadata;
  return { ...content, labels, annotations };
}
