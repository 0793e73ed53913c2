import { kubernetesMinor } from '../../src/model/kubernetes-minors.ts';
import type { KubernetesMinor } from '../../src/model/kubernetes-minors.ts';
import { components } from './components.ts';
import type { ComponentKey } from './components.ts';

/** A Kubernetes minor that a site serves whole: packages and images. */
export interface LabMinor {
  readonly minor: string;
  readonly kubernetes: Extract<ComponentKey, `kubernetes-${string}`>;
  /** etcd 3.5 refuses flags that newer minors pass, so each has the etcd of its time. */
  readonly etcd: Extract<ComponentKey, `etcd-${string}`>;
}

/** The minors of every site; the first is the one that a site's hosts get unless its file says otherwise. */
export const labMinors = {
  '1.30': { minor: '1.30', kubernetes: 'kubernetes-1.30', etcd: 'etcd-3.5' },
  '1.34': { minor: '1.34', kubernetes: 'kubernetes-1.34', etcd: 'etcd-3.6' },
} as const satisfies Record<string, LabMinor>;

/** A minor that sites serve. */
export type LabMinorName = keyof typeof labMinors;

/** Tags under which kubeadm of a minor asks for the images beside its own. */
export function imageTags({ minor }: LabMinor): KubernetesMinor['images'] & { readonly pause: string } {
  const { images, pause } = kubernetesMinor(minor);
  return { ...images, pause };
}

/** Versions of what a cluster of that minor is made of. */
export function versionsOf(minor: LabMinorName) {
  const { kubernetes, etcd } = labMinors[minor];
  return {
    kubernetes: components[kubernetes].version,
    crio: components.crio.version,
    flannel: components.flannel.version,
    coredns: components.coredns.version,
    etcd: components[etcd].version,
  };
}
