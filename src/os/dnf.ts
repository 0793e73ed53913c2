import { sh } from '../shell/sh.ts';
import type { PackageManager } from './family.ts';
import { orSayWhy, rpmCache } from './rpm-cache.ts';
import { rpmKeyPath, storeRpmKey, trustRpmKey } from './rpm-keys.ts';
import { rpmLocked, rpmLockHolder } from './rpm-lock.ts';
import { installProvenRpms } from './rpm-proof.ts';
import { rpmTrouble } from './rpm-signatures.ts';

const dnf4 = '--disableexcludes=kubernetes,cri-o';

/** dnf 4 with rpm: CentOS Stream and RHEL 9 and 10. Repositories exclude the pinned names, so that no update moves them. */
export const dnf: PackageManager = {
  id: 'dnf4',
  keyPath: 'rpm/repodata/repomd.xml.key',
  keyring: (repository) => ({ path: rpmKeyPath(repository), store: storeRpmKey(repository) }),
  source: (repository) => ({
    path: `/etc/yum.repos.d/slipway-${repository.id}.repo`,
    mode: '644',
    content: [
      `[${repository.id}]`,
      `name=${repository.title}`,
      `baseurl=${repository.url}/rpm/`,
      'enabled=1',
      'gpgcheck=1',
      `gpgkey=file://${rpmKeyPath(repository)}`,
      `exclude=${repository.packages.join(' ')}`,
      '',
    ].join('\n'),
  }),
  installed: ({ pinned, tools }) => {
    const wanted = Object.entries(pinned).map(([name, version]) => `${name}=${version}`);
    return sh`
      have=$(rpm -qa --qf '%{NAME}=%{VERSION}\n' 2> /dev/null)
      for name in ${[...Object.keys(pinned), ...tools]}; do
        printf '%s\n' "$have" | grep -q "^$name=" || rpm -q --whatprovides "$name" > /dev/null 2>&1 || need "$name is not installed"
      done
      for pin in ${wanted}; do
        printf '%s\n' "$have" | grep -qxF "$pin" || need "$(printf '%s\n' "$have" | grep "^\${pin%%=*}=") is installed, not $pin"
      done`;
  },
  install: ({ pinned, tools }) => {
    const wanted = Object.entries(pinned).map(([name, version]) => `${name}-${version}-*`);
    return orSayWhy(
      sh`dnf -y ${dnf4} --setopt=install_weak_deps=False --setopt=keepcache=False install ${[...wanted, ...tools]}`,
    );
  },
  lockHolder: rpmLockHolder,
  cache: rpmCache,
  trust: trustRpmKey,
  installProven: installProvenRpms,
  remove: (names) => sh`dnf -y ${dnf4} remove ${names}`,
  classify: (output) => {
    const trouble = rpmTrouble(output);
    if (trouble) return trouble;
    if (rpmLocked(output)) return 'package-locked';
    if (/No match for argument|Unable to find a match|Unable to locate/.test(output)) return 'package-missing';
    if (/Cannot download|Failed to download metadata|Curl error|All mirrors were tried/.test(output))
      return 'mirror-unreachable';
    if (/No space left on device|needs .* more space|At least .* more space needed/i.test(output)) return 'disk-full';
    return undefined;
  },
};
