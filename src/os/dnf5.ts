import { sh } from '../shell/sh.ts';
import { dnf } from './dnf.ts';
import type { PackageManager } from './family.ts';
import { orSayWhy } from './rpm-cache.ts';
import { rpmLocked } from './rpm-lock.ts';
import { rpmTrouble } from './rpm-signatures.ts';

// dnf 4's option is unknown here: rpm-software-management/dnf5#581.
const options = [
  '-y',
  '--setopt=disable_excludes=kubernetes,cri-o',
  '--setopt=install_weak_deps=False',
  '--setopt=keepcache=False',
];

/** dnf 5 with rpm: Fedora from 41 on. Repositories, keys and the package database are those of dnf 4; its words are others. */
export const dnf5: PackageManager = {
  ...dnf,
  id: 'dnf5',
  install: ({ pinned, tools }) => {
    const wanted = Object.entries(pinned).map(([name, version]) => `${name}-${version}-*`);
    return orSayWhy(sh`dnf5 ${options} install ${[...wanted, ...tools]}`);
  },
  remove: (names) => sh`dnf5 ${options} remove ${names}`,
  classify: (output) => {
    const trouble = rpmTrouble(output);
    if (trouble) return trouble;
    if (rpmLocked(output)) return 'package-locked';
    if (/No match for argument|matches only excluded packages|Cannot install the best candidate/.test(output))
      return 'package-missing';
    if (/Failed to download (metadata|files)|Librepo error|Curl error|All mirrors were tried/.test(output))
      return 'mirror-unreachable';
    if (/No space left on device|needs .* more space|Not enough free space/i.test(output)) return 'disk-full';
    return undefined;
  },
};
