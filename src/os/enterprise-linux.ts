import { dnf } from './dnf.ts';
import type { Family } from './family.ts';

/** CentOS Stream, RHEL and its rebuilds. `shadow-utils-subid` brings `getsubids`, without which kubelet does not start. */
export const enterpriseLinux: Family = {
  id: 'enterprise-linux',
  title: 'CentOS Stream, RHEL and rebuilds',
  systems: [
    { id: 'centos', versions: ['9', '10'] },
    { id: 'rhel', versions: ['9', '10'] },
    { id: 'rocky', versions: ['9', '10'] },
    { id: 'almalinux', versions: ['9', '10'] },
  ],
  packages: dnf,
  tools: ['container-selinux', 'shadow-utils-subid', 'conntrack-tools', 'ethtool', 'socat', 'iproute-tc', 'iptables'],
};
