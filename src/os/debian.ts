import { apt } from './apt.ts';
import type { Family } from './family.ts';

/** Debian and Ubuntu. Debian 12 is left out: its kernel 6.1 has no idmapped mounts on tmpfs, which secrets need. */
export const debian: Family = {
  id: 'debian',
  title: 'Debian and Ubuntu',
  systems: [
    { id: 'ubuntu', versions: ['24.04', '26.04'] },
    { id: 'debian', versions: ['13'] },
  ],
  packages: apt,
  tools: ['uidmap', 'conntrack', 'ethtool', 'socat', 'iproute2', 'iptables'],
};
