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

/** The minors that a site may serve; the first is the one that its hosts get unless its file says otherwise. */
export const labMinors = {
  '1.30': { minor: '1.30', kubernetes: 'kubernetes-1.30', etcd: 'etcd-3.5' },
  '1.34': { minor: '1.34', kubernetes: 'kubernetes-1.34', etcd: 'etcd-3.6' },
} as const satisfies Record<string, LabMinor>;

/** A minor that sites serve. */
export type LabMinorName = keyof typeof labMinors;

/** The names of all of them. */
export const allMinors = Object.keys(labMinors).filter((name): name is LabMinorName => name in labMinors);

/** What is built for sites of some minors: what belongs to none, and what those need. */
export function componentsOf(minors: readonly LabMinorName[]): readonly ComponentKey[] {
  const needed = (names: readonly LabMinorName[]): ReadonlySet<ComponentKey> =>
    new Set(names.flatMap((name) => [labMinors[name].kubernetes, labMinors[name].etcd]));
  const [everywhere, wanted] = [needed(allMinors), needed(minors)];
  const keys = Object.keys(components).filter((key): key is ComponentKey => key in components);
  return keys.filter((key) => !everywhere.has(key) || wanted.has(key));
}

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
