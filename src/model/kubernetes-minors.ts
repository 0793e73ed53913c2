/** What differs between Kubernetes minors. Adding a minor is a row here and its golden files. */
export interface KubernetesMinor {
  /** API version of kubeadm's configuration that is written. */
  readonly kubeadm: 'v1beta3' | 'v1beta4';
  /** True where the feature gate UserNamespacesSupport exists and is off: 1.30 to 1.32. From 1.33 on it is never named. */
  readonly userNamespacesGate: boolean;
  /** Tag of the pause image that kubeadm of this minor lists. */
  readonly pause: string;
}

/** Sources: Kubernetes changelogs and kubeadm's constants of each minor. */
export const kubernetesMinors: Readonly<Record<string, KubernetesMinor>> = {
  '1.30': { kubeadm: 'v1beta3', userNamespacesGate: true, pause: '3.9' },
};
