import { apt } from './apt.ts';
import type { FamilyRow } from './family.ts';

/** Debian's own packages that nodes need; Ubuntu has them by the same names. */
export const debianTools = ['uidmap', 'conntrack', 'ethtool', 'socat', 'iproute2', 'iptables'] as const;

/** Debian. Version 12 ships kernel 6.1, which has no idmapped mounts on tmpfs; with the one of its backports it does. */
export const debian: FamilyRow = {
  id: 'debian',
  title: 'Debian',
  systems: [{ id: 'debian', versions: [{ version: '12', kernelLacks: 'tmpfs-idmap' }, { version: '13' }] }],
  packages: [apt],
  tools: debianTools,
  usual: { firewall: 'none', resolver: 'file', swap: 'fstab', confinement: 'AppArmor' },
};
