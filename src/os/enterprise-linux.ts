import { dnf } from './dnf.ts';
import { dnf5 } from './dnf5.ts';
import type { FamilyRow } from './family.ts';

/** Packages of the RPM families that nodes need. `shadow-utils-subid` brings `getsubids`, without which kubelet does not start. */
export const enterpriseTools = [
  'container-selinux',
  'shadow-utils-subid',
  'conntrack-tools',
  'ethtool',
  'socat',
  'iproute-tc',
  'iptables',
] as const;

const versions = [{ version: '9' }, { version: '10' }] as const;

/** CentOS Stream, RHEL and its rebuilds. The kernel of version 9 calls itself 5.14 and has idmapped mounts all the same. */
export const enterpriseLinux: FamilyRow = {
  id: 'enterprise-linux',
  title: 'CentOS Stream, RHEL and rebuilds',
  systems: ['centos', 'rhel', 'rocky', 'almalinux'].map((id) => ({ id, versions })),
  packages: [dnf, dnf5],
  tools: enterpriseTools,
  usual: { firewall: 'firewalld', resolver: 'file', swap: 'fstab', confinement: 'SELinux' },
};
