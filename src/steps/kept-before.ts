import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/** Where a host's own state from before Slipway lies until a reset puts it back; it goes with the claim. */
const keptBefore = '/etc/slipway/before';

/** Kernel settings that steps, kubelet, kube-proxy and the pod network write. */
const settings = [
  'net.ipv4.ip_forward',
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.ipv4.conf.all.route_localnet',
  'net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_tcp_timeout_established',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait',
  'vm.overcommit_memory',
  'vm.panic_on_oom',
  'kernel.panic',
  'kernel.panic_on_oops',
  'kernel.keys.root_maxkeys',
  'kernel.keys.root_maxbytes',
];

/** Keeps the kernel settings as they are, once: what a later build finds is not the host's own any more. */
export const keepSettings: Shell = sh`
  if [ ! -e ${`${keptBefore}/sysctls`} ]; then
    mkdir -p ${keptBefore}
    for key in ${settings}; do
      if now=$(sysctl -n "$key" 2> /dev/null); then printf '%s = %s\n' "$key" "$now"; fi
    done > ${`${keptBefore}/sysctls.new`}
    mv ${`${keptBefore}/sysctls.new`} ${`${keptBefore}/sysctls`}
  fi`;

/** Puts the kernel settings back that differ. One that this kernel, or its container, does not let be written stays. */
export const restoreSettings: Shell = sh`
  if [ -s ${`${keptBefore}/sysctls`} ]; then
    while read -r key _ value; do
      [ "$(sysctl -n "$key" 2> /dev/null)" = "$value" ] || sysctl -q -w "$key=$value" || echo "note: $key stays"
    done < ${`${keptBefore}/sysctls`}
  fi`;

/** Defines `package_names`: what is installed, one name per line, whatever the package manager. */
const packageNames = sh`
  package_names() {
    if command -v rpm > /dev/null 2>&1 && [ -n "$(rpm -qa 2> /dev/null | head -n 1)" ]; then rpm -qa --qf '%{NAME}\n'
    else dpkg-query -W -f '\${db:Status-Status} \${Package}\n' | sed -n 's/^installed //p'
    fi | sort -u
  }`;

/** Where an installation that is under way, or was cut off, keeps the names of the packages that were there before it. */
const packagesBefore = `${keptBefore}/packages`;
const added = `${keptBefore}/added`;

/** Notes what an installation that was begun has added, so that a reset takes off this and nothing that came at other times. */
const addedWords = sh`
  ${packageNames}
  note_added() {
    [ -e ${packagesBefore} ] || return 0
    { if [ -e ${added} ]; then cat ${added}; fi; package_names | comm -13 ${packagesBefore} -; } | sort -u > ${`${added}.new`}
    mv ${`${added}.new`} ${added}
    rm -f ${packagesBefore}
  }`;

/** Begins an installation; what it has added is noted at the end of the shell, whether it went well or not. */
export const keepPackages: Shell = sh`
  ${addedWords}
  note_added
  mkdir -p ${keptBefore}
  package_names > ${`${packagesBefore}.new`}
  mv ${`${packagesBefore}.new`} ${packagesBefore}
  trap note_added EXIT`;

/** Needs nothing more to be noted: a shell that was killed, or a host that lost its power, has not come to it. */
export const nothingUnnoted: Shell = sh`
  [ ! -e ${packagesBefore} ] || need "an installation was cut off before it was noted what it had added"`;

/** Notes what an installation has added that was cut off. */
export const noteAdded: Shell = sh`
  ${addedWords}
  note_added`;

/** Takes the packages off that the installation added. Where something else needs one of them by now, all of them stay but ours. */
export const removeAdded: Shell = sh`
  if [ -s ${added} ]; then
    added=$(cat ${added})
    if command -v rpm > /dev/null 2>&1 && [ -n "$(rpm -qa 2> /dev/null | head -n 1)" ]; then
      there=$(for name in $added; do if rpm -q "$name" > /dev/null 2>&1; then echo "$name"; fi; done)
      [ -z "$there" ] || rpm -e $there || echo "note: other packages need some of these by now; they stay: $there"
    else
      there=$(for name in $added; do if [ -n "$(dpkg-query -W -f '\${db:Status-Status}' "$name" 2> /dev/null)" ]; then echo "$name"; fi; done)
      [ -z "$there" ] || dpkg --purge $there || echo "note: other packages need some of these by now; they stay: $there"
      for name in $added; do rm -f /var/cache/apt/archives/"$name"_*.deb; done
    fi
  fi`;
