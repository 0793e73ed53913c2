import { minorOf } from './cluster.ts';

/** What differs between Kubernetes minors. Adding a minor is a row here and its golden files. */
export interface KubernetesMinor {
  /** API version of kubeadm's configuration that is written. */
  readonly kubeadm: 'v1beta3' | 'v1beta4';
  /** True where the feature gate UserNamespacesSupport exists and is off: 1.30 to 1.32. From 1.33 on it is never named. */
  readonly userNamespacesGate: boolean;
  /** True where kubelet counts pods that it could not give a user namespace. */
  readonly countsPodErrors: boolean;
  /** Tag of the pause image that kubeadm of this minor lists. */
  readonly pause: string;
  /** Tags of the other images that kubeadm lists, as its release `of` has them: they move with patches. */
  readonly images: { readonly of: string; readonly etcd: string; readonly coredns: string };
  /** `refused`: kubelet does not start on cgroup v1 unless its setting `failCgroupV1` is false. */
  readonly cgroup1: 'accepted' | 'refused';
  /** Flags and feature gates of kubelet that are no more: a kubelet that is given one does not start. */
  readonly gone: readonly string[];
  /** Last day with fixes, as YYYY-MM-DD; absent where it has not been announced. */
  readonly end?: string;
}

const podSecurityGate = 'UserNamespacesPodSecurityStandards';
const pauseFlag = 'pod-infra-container-image';

/** Sources: kubeadm's constants and kube_features.go of the releases named, KEP-127, the changelogs; ends of life from endoflife.date. */
export const kubernetesMinors: Readonly<Record<string, KubernetesMinor>> = {
  '1.30': {
    kubeadm: 'v1beta3',
    userNamespacesGate: true,
    countsPodErrors: false,
    pause: '3.9',
    images: { of: '1.30.4', etcd: '3.5.12-0', coredns: 'v1.11.1' },
    cgroup1: 'accepted',
    gone: [],
    end: '2025-07-15',
  },
  '1.31': {
    kubeadm: 'v1beta4',
    userNamespacesGate: true,
    countsPodErrors: false,
    pause: '3.10',
    images: { of: '1.31.4', etcd: '3.5.15-0', coredns: 'v1.11.3' },
    cgroup1: 'accepted',
    gone: [],
    end: '2025-11-11',
  },
  '1.32': {
    kubeadm: 'v1beta4',
    userNamespacesGate: true,
    countsPodErrors: false,
    pause: '3.10',
    images: { of: '1.32.13', etcd: '3.5.24-0', coredns: 'v1.11.3' },
    cgroup1: 'accepted',
    gone: [],
    end: '2026-02-28',
  },
  '1.33': {
    kubeadm: 'v1beta4',
    userNamespacesGate: false,
    countsPodErrors: false,
    pause: '3.10',
    images: { of: '1.33.13', etcd: '3.5.24-0', coredns: 'v1.12.0' },
    cgroup1: 'accepted',
    gone: [],
    end: '2026-06-28',
  },
  '1.34': {
    kubeadm: 'v1beta4',
    userNamespacesGate: false,
    countsPodErrors: true,
    pause: '3.10.1',
    images: { of: '1.34.3', etcd: '3.6.5-0', coredns: 'v1.12.1' },
    cgroup1: 'accepted',
    gone: [],
    end: '2026-10-27',
  },
  '1.35': {
    kubeadm: 'v1beta4',
    userNamespacesGate: false,
    countsPodErrors: true,
    pause: '3.10.1',
    images: { of: '1.35.4', etcd: '3.6.6-0', coredns: 'v1.13.1' },
    cgroup1: 'refused',
    gone: [podSecurityGate, pauseFlag],
    end: '2027-02-28',
  },
  '1.36': {
    kubeadm: 'v1beta4',
    userNamespacesGate: false,
    countsPodErrors: true,
    pause: '3.10.2',
    images: { of: '1.36.3', etcd: '3.6.8-0', coredns: 'v1.14.2' },
    cgroup1: 'refused',
    gone: [podSecurityGate, pauseFlag],
    end: '2027-06-28',
  },
  '1.37': {
    kubeadm: 'v1beta4',
    userNamespacesGate: false,
    countsPodErrors: true,
    pause: '3.10.2',
    images: { of: '1.37.2', etcd: '3.7.0-0', coredns: 'v1.14.6' },
    cgroup1: 'refused',
    gone: [podSecurityGate, pauseFlag],
  },
};

/** The row of a version or minor. An unknown one never gets past the spec, so here it throws. */
export function kubernetesMinor(version: string): KubernetesMinor {
  const row = kubernetesMinors[minorOf(version)];
  if (!row) throw new Error(`no row for Kubernetes ${version}`);
  return row;
}
