import type { KubernetesObject } from '../model/kubernetes-object.ts';

const encode = encodeURIComponent;

/** Paths of the collections that Slipway reads. */
export const paths = {
  nodes: '/api/v1/nodes',
  namespaces: '/api/v1/namespaces',
  pods: (namespace: string) => `/api/v1/namespaces/${encode(namespace)}/pods`,
  services: (namespace: string) => `/api/v1/namespaces/${encode(namespace)}/services`,
  events: (namespace: string) => `/api/v1/namespaces/${encode(namespace)}/events`,
  serviceAccounts: (namespace: string) => `/api/v1/namespaces/${encode(namespace)}/serviceaccounts`,
  configMaps: (namespace: string) => `/api/v1/namespaces/${encode(namespace)}/configmaps`,
  daemonSets: (namespace: string) => `/apis/apps/v1/namespaces/${encode(namespace)}/daemonsets`,
  deployments: (namespace: string) => `/apis/apps/v1/namespaces/${encode(namespace)}/deployments`,
} as const;

/** Cluster DNS, as kubeadm names it. */
export const dnsPath = `${paths.deployments('kube-system')}/coredns`;

/** Path of one object. The plural of a kind is regular for every kind that Slipway renders. */
export function pathOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${encode(metadata.namespace)}`;
  return `${group}${namespace}/${kind.toLowerCase()}s/${encode(metadata.name)}`;
}
