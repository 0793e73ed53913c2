import { lines, sh } from '../shell/sh.ts';
import { aptTrouble } from './apt-signatures.ts';
import type { PackageManager } from './family.ts';
import { keyWord } from './fetch-key.ts';
import { lockHolderOf } from './lock-holder.ts';

const options = [
  '-q',
  '-y',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Dpkg::Options::=--force-confold',
  '--no-install-recommends',
];

/** Finishes what an earlier apt was cut off in; until then every other one is refused. With nothing to finish it does nothing. */
const settle = sh`
  if [ -n "$(ls /var/lib/dpkg/updates 2> /dev/null)" ] || [ -n "$(dpkg --audit 2> /dev/null)" ]; then
    echo "an earlier installation was cut off: finishing it"
    dpkg --force-confold --configure -a || true
    apt-get ${options} --fix-broken install
  fi`;

const downloads = ['/var/lib/apt/lists', '/var/cache/apt/archives'];

/** apt with dpkg: Debian and Ubuntu. Keyrings are 0644, else the `_apt` user cannot read them and reports NO_PUBKEY. */
export const apt: PackageManager = {
  id: 'apt',
  keyPath: 'deb/Release.key',
  keyring: (repository) => {
    const path = `/etc/apt/keyrings/slipway-${repository.id}.gpg`;
    return {
      path,
      store: sh`
        mkdir -p -m 755 /etc/apt/keyrings
        gpg --batch --yes --dearmor -o ${path}.slipway-new < "$key"
        chmod 644 ${path}.slipway-new
        mv -f ${path}.slipway-new ${path}`,
    };
  },
  source: (repository) => ({
    path: `/etc/apt/sources.list.d/slipway-${repository.id}.list`,
    mode: '644',
    content: `deb [signed-by=/etc/apt/keyrings/slipway-${repository.id}.gpg] ${repository.url}/deb/ /\n`,
  }),
  installed: ({ pinned, tools }) => {
    const names = [...Object.keys(pinned), ...tools];
    const wanted = Object.entries(pinned).map(([name, version]) => `${name}=${version}`);
    return sh`
      have=$(dpkg-query -W -f '\${Package}=\${Version}=\${db:Status-Status}\n' ${names} 2> /dev/null)
      for name in ${names}; do
        printf '%s\n' "$have" | grep -q "^$name=.*=installed$" || need "$name is not installed"
      done
      for pin in ${wanted}; do
        printf '%s\n' "$have" | grep -q "^$pin[-~=]" || need "$(printf '%s\n' "$have" | grep "^\${pin%%=*}=") is installed, not $pin"
      done
      held=$(apt-mark showhold)
      for name in ${Object.keys(pinned)}; do
        printf '%s\n' "$held" | grep -qx "$name" || need "$name is not held"
      done`;
  },
  install: ({ pinned, tools }) => {
    const wanted = Object.entries(pinned).map(([name, version]) => `${name}=${version}-*`);
    return lines(
      sh`
        export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
        ${settle}
        apt-get ${options} -o APT::Update::Error-Mode=any update
        apt-get ${options} --allow-change-held-packages --allow-downgrades install ${[...wanted, ...tools]}
        apt-mark hold ${Object.keys(pinned)}`,
    );
  },
  lockHolder: lockHolderOf([
    '/var/lib/dpkg/lock-frontend',
    '/var/lib/dpkg/lock',
    '/var/lib/apt/lists/lock',
    '/var/cache/apt/archives/lock',
  ]),
  cache: {
    empty: sh`[ -z "$(find ${downloads} -type f ! -name lock 2> /dev/null | head -n 1)" ] || need "apt has indexes or packages from before"`,
    // A directory that is not there is clean; whether all are, is checked afterwards.
    clean: sh`find ${downloads} -type f ! -name lock -delete 2> /dev/null || true`,
  },
  trust: (repository) => {
    const { path, store } = apt.keyring(repository);
    const alive = `${repository.fingerprint} alive`;
    return {
      alive: lines(
        keyWord,
        sh`[ "$(key_of ${path})" = ${alive} ] || need ${`the copy of the key of ${repository.title} on this host has expired`}`,
      ),
      renew: store,
    };
  },
  remove: (names) => sh`
    export DEBIAN_FRONTEND=noninteractive
    # One that was cut off while it was unpacked can only be installed again, or removed by force.
    torn=$(dpkg-query -W -f '\${db:Status-Eflag} \${Package}\n' ${names} 2> /dev/null | sed -n 's/^reinst-required //p; s/^reinstreq //p')
    [ -z "$torn" ] || dpkg --purge --force-remove-reinstreq --force-depends $torn
    ${settle}
    apt-mark unhold ${names} > /dev/null 2>&1 || true
    # apt refuses a name that it has never heard of, as on a host whose build ended before its first update.
    there=$(dpkg-query -W -f '\${Package}\n' ${names} 2> /dev/null) || true
    [ -z "$there" ] || apt-get ${options} --allow-change-held-packages purge $there`,
  classify: (output) => {
    if (/Could not get lock|Unable to acquire the dpkg|lock was locked by another process/.test(output))
      return 'package-locked';
    const trouble = aptTrouble(output);
    if (trouble) return trouble;
    if (/Unable to locate package|Version '.*' for '.*' was not found/.test(output)) return 'package-missing';
    if (/Failed to fetch|Could not connect|Temporary failure resolving/.test(output)) return 'mirror-unreachable';
    if (/No space left on device|not enough free space/i.test(output)) return 'disk-full';
    return undefined;
  },
};
