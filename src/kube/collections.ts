import type { V1ConfigMap, V1Deployment, V1Namespace, V1Node, V1Pod, V1ServiceAccount } from '@kubernetes/client-node';
import type { Apis } from './apis.ts';

/** Objects that are waited for: the path of their changes, and how they are listed. */
export interface Collection<T> {
  readonly path: string;
  list(
    apis: Apis,
    query: { readonly fieldSelector: string },
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly T[]; readonly metadata?: { readonly resourceVersion?: string } }>;
}

const inNamespace = (api: string, namespace: string, plural: string): string =>
  `${api}/namespaces/${encodeURIComponent(namespace)}/${plural}`;

/** All nodes. */
export const nodes: Collection<V1Node> = {
  path: '/api/v1/nodes',
  list: (apis, query, signal) => apis.core.listNode(query, apis.until(signal)),
};

/** All namespaces. */
export const namespaces: Collection<V1Namespace> = {
  path: '/api/v1/namespaces',
  list: (apis, query, signal) => apis.core.listNamespace(query, apis.until(signal)),
};

/** The pods of a namespace. */
export const podsOf = (namespace: string): Collection<V1Pod> => ({
  path: inNamespace('/api/v1', namespace, 'pods'),
  list: (apis, query, signal) => apis.core.listNamespacedPod({ namespace, ...query }, apis.until(signal)),
});

/** The service accounts of a namespace. */
export const serviceAccountsOf = (namespace: string): Collection<V1ServiceAccount> => ({
  path: inNamespace('/api/v1', namespace, 'serviceaccounts'),
  list: (apis, query, signal) => apis.core.listNamespacedServiceAccount({ namespace, ...query }, apis.until(signal)),
});

/** The config maps of a namespace. */
export const configMapsOf = (namespace: string): Collection<V1ConfigMap> => ({
  path: inNamespace('/api/v1', namespace, 'configmaps'),
  list: (apis, query, signal) => apis.core.listNamespacedConfigMap({ namespace, ...query }, apis.until(signal)),
});

/** The deployments of a namespace. */
export const deploymentsOf = (namespace: string): Collection<V1Deployment> => ({
  path: inNamespace('/apis/apps/v1', namespace, 'deployments'),
  list: (apis, query, signal) => apis.apps.listNamespacedDeployment({ namespace, ...query }, apis.until(signal)),
});
