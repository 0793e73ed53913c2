import { sh } from '../shell/sh.ts';
import type { PackageManager } from './family.ts';

const dnf4 = '--disableexcludes=kubernetes,cri-o';

/** dnf 4 with rpm: CentOS Stream and RHEL 9 and 10. Repositories exclude the pinned names, so that no update moves them. */
export const dnf: PackageManager = {
  id: 'dnf4',
  keyPath: 'rpm/repodata/repomd.xml.key',
  keyring: (repository) => {
    const path = `/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-${repository.id}`;
    return {
      path,
      store: sh`
        mkdir -p /etc/pki/rpm-gpg
        cp "$key" ${path}.slipway-new
        chmod 644 ${path}.slipway-new
        mv -f ${path}.slipway-new ${path}
        rpm --import ${path}`,
    };
  },
  source: (repository) => ({
    path: `/etc/yum.repos.d/slipway-${repository.id}.repo`,
    mode: '644',
    content: [
      `[${repository.id}]`,
      `name=${repository.title}`,
      `baseurl=${repository.url}/rpm/`,
      'enabled=1',
      'gpgcheck=1',
      `gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-${repository.id}`,
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
    return sh`dnf -y ${dnf4} --setopt=install_weak_deps=False --setopt=keepcache=False install ${[...wanted, ...tools]}`;
  },
  remove: (names) => sh`dnf -y ${dnf4} remove ${names}`,
  classify: (output) => {
    if (/Waiting for process with pid|Failed to obtain the transaction lock/.test(output)) return 'package-locked';
    if (/GPG check FAILED|is not signed|Public key .* is not (installed|trusted)|Error: .*signature/i.test(output))
      return 'package-signature';
    if (/No match for argument|Unable to find a match|Unable to locate/.test(output)) return 'package-missing';
    if (/Cannot download|Failed to download metadata|Curl error|All mirrors were tried/.test(output))
      return 'mirror-unreachable';
    if (/No space left on device|needs .* more space|At least .* more space needed/i.test(output)) return 'disk-full';
    return undefined;
  },
};
