import { dnf } from './dnf.ts';
import { dnf5 } from './dnf5.ts';
import { enterpriseTools } from './enterprise-linux.ts';
import type { FamilyRow } from './family.ts';

/** Fedora. The name `dnf` stands for dnf 5 from version 41 on; before, it is dnf 4 unless somebody has changed it. */
export const fedora: FamilyRow = {
  id: 'fedora',
  title: 'Fedora',
  systems: [{ id: 'fedora', versions: ['40', '41', '42', '43', '44'].map((version) => ({ version })) }],
  packages: [dnf5, dnf],
  tools: enterpriseTools,
  usual: { firewall: 'firewalld', resolver: 'systemd-resolved', swap: 'zram', confinement: 'SELinux' },
};
