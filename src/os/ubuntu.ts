import { apt } from './apt.ts';
import { debianTools } from './debian.ts';
import type { FamilyRow } from './family.ts';

/** Ubuntu. 22.04 ships kernel 5.15, which has no idmapped mounts on tmpfs; its HWE kernel does. */
export const ubuntu: FamilyRow = {
  id: 'ubuntu',
  title: 'Ubuntu',
  systems: [
    {
      id: 'ubuntu',
      versions: [{ version: '22.04', kernelLacks: 'tmpfs-idmap' }, { version: '24.04' }, { version: '26.04' }],
    },
  ],
  packages: [apt],
  tools: debianTools,
  usual: { firewall: 'ufw', resolver: 'systemd-resolved', swap: 'fstab', confinement: 'AppArmor' },
};
