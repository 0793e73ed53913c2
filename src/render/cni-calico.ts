import type { Cni } from './cni.ts';
import { withContainers } from './manifest.ts';

/**
 * Calico by its manifest, without the operator. Tested by its project up to Kubernetes 1.35; downwards it is offered for
 * the minors that were maintained when it came out. Source of ports: docs.tigera.io, system requirements.
 */
export const calico: Cni = {
  title: 'Calico',
  releases: {
    'v3.32.1': {
      minors: ['1.33', '1.35'],
      sha256: 'a1df919d9721cf667accdc3e72848911b0cb25cfab7d2478ad0c996302c95744',
      images: ['quay.io/calico/cni:v3.32.1', 'quay.io/calico/node:v3.32.1', 'quay.io/calico/kube-controllers:v3.32.1'],
    },
  },
  daemonSet: { namespace: 'kube-system', name: 'calico-node' },
  ports: ['179/tcp', 'ipip', '4789/udp', '5473/tcp'],
  modules: ['ipip', 'ip_set'],
  saysReady: true,
  leaves: {
    links: ['cali', 'vxlan.calico'],
    files: ['/var/lib/calico', '/var/run/calico', '/var/log/calico'],
  },
  revision: 1,
  rewrite: (object, { settings }) =>
    withContainers(object, (container) =>
      container.name === 'calico-node'
        ? {
            ...container,
            env: [...(container.env ?? []), { name: 'CALICO_IPV4POOL_CIDR', value: settings.network.pods }],
          }
        : container,
    ),
};
