import type { Cni } from './cni.ts';
import { withContainers } from './manifest.ts';

/**
 * Antrea: Geneve between nodes, Open vSwitch on each. The project names no matrix of versions: a release is offered
 * for the minors that were maintained when it came out. Source of ports: antrea docs/network-requirements.md.
 */
export const antrea: Cni = {
  title: 'Antrea',
  releases: {
    'v2.3.0': {
      minors: ['1.30', '1.32'],
      sha256: '489711821519524136ac25c5e714837b16d0af64c20834271d66a492c1ea8591',
      images: ['docker.io/antrea/antrea-agent-ubuntu:v2.3.0', 'docker.io/antrea/antrea-controller-ubuntu:v2.3.0'],
    },
    'v2.7.0': {
      minors: ['1.34', '1.37'],
      sha256: '37a414ff6f43502296d9713a75f67ae7e3604bd667cd8449986541ed83a9fae0',
      images: ['docker.io/antrea/antrea-agent-ubuntu:v2.7.0', 'docker.io/antrea/antrea-controller-ubuntu:v2.7.0'],
    },
  },
  daemonSet: { namespace: 'kube-system', name: 'antrea-agent' },
  ports: ['6081/udp', '10349-10351/tcp', '10351/udp'],
  modules: ['openvswitch', 'geneve'],
  saysReady: false,
  leaves: {
    links: ['antrea-gw0', 'antrea-egress0', 'genev_sys_'],
    files: ['/var/run/antrea', '/var/lib/antrea', '/var/run/openvswitch', '/var/log/antrea'],
  },
  revision: 1,
  rewrite: (object, { settings }) =>
    // The manifest at the tag says `latest`: what that means changes from day to day.
    withContainers(object, (container) => ({
      ...container,
      image: container.image.replace(/:latest$/, `:${settings.network.cni.version}`),
    })),
};
