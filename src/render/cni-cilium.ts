import type { Cni } from './cni.ts';

/**
 * Cilium comes as a Helm chart alone, so its manifest is the operator's: `helm template cilium cilium/cilium --namespace
 * kube-system --set ipam.mode=kubernetes`. Source of ports: docs.cilium.io, system requirements.
 */
export const cilium: Cni = {
  title: 'Cilium',
  releases: {},
  daemonSet: { namespace: 'kube-system', name: 'cilium' },
  ports: ['4240/tcp', '4244/tcp', '8472/udp', '51871/udp'],
  modules: ['vxlan'],
  saysReady: true,
  leaves: { links: ['cilium_', 'lxc'], files: ['/var/run/cilium', '/var/lib/cilium'] },
  revision: 1,
  rewrite: (object) => object,
};
