import type { ClusterSettings } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import { ufwRecord } from '../render/ufw.ts';
import { firewalldWords } from '../shell/firewalld-words.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { layerWords } from './layer-words.ts';
import { namesIn, sourcesOf } from './sources.ts';
import type { Sources } from './sources.ts';

/** Where a build writes, and what has a file system of its own there often enough to be looked at. */
const surveyedPlaces = [
  '/etc',
  '/usr',
  '/var',
  '/var/lib/containers',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/opt',
] as const;

/** Modules of the kernel that a node needs; conntrack for kube-proxy, vxlan for flannel. */
const modules = ['overlay', 'br_netfilter', 'nf_conntrack', 'vxlan'];

/** Units whose presence changes what a node is: other distributions of Kubernetes and other container runtimes. */
const runtimes = [
  'k3s',
  'k3s-agent',
  'rke2-server',
  'rke2-agent',
  'k0scontroller',
  'k0sworker',
  'docker',
  'containerd',
];

/** What a look at one host depends on. */
export interface SurveyTask {
  readonly settings: ClusterSettings;
  /** True where etcd will live there: then the disk is measured. */
  readonly withEtcd: boolean;
  /** Decides which index of a repository is read. */
  readonly packageManager: HostFacts['packageManager'];
}

/**
 * The script that looks at what facts leave out: one `key<TAB>value` line each. It writes one file of 46 kB, on hosts for
 * etcd, whose name is gone before the first byte is written, so that nothing can stay behind. Takes a few seconds.
 */
export function surveyScript({ settings, withEtcd, packageManager }: SurveyTask): Shell {
  const sources = sourcesOf(settings);
  return lines(
    sh`
      fact() { printf '%s\t%s\n' "$1" "$2"; }
      has() { command -v "$1" > /dev/null 2>&1; }
      nearest() { there=$1; while [ ! -d "$there" ]; do there=$(dirname "$there"); done; printf '%s' "$there"; }`,
    names([...sources.repositories, ...sources.registries]),
    layerWords,
    fetches({ ...sources, index: packageManager === 'apt' ? 'deb/Packages' : 'rpm/repodata/repomd.xml' }),
    sh`
      for place in ${surveyedPlaces}; do
        at=$(nearest "$place")
        fact "place.$place" "$(df -P "$at" | awk 'NR == 2 { print $6 }') $(stat -f -c %T "$at") $(df -Pi "$at" 2> /dev/null | awk 'NR == 2 { print $4 }')"
      done
      awk 'NR > 1 { print $1 }' /proc/swaps | while read -r device; do fact swap "$device is in use"; done
      awk '$1 !~ /^#/ && $3 == "swap" { print $1 }' /etc/fstab 2> /dev/null | while read -r device; do fact swap "$device is in /etc/fstab"; done
      if has ss; then
        ss -Hlunp 2> /dev/null | awk '{ port = $4; sub(/.*:/, "", port); name = $6; sub(/^users:\(\("/, "", name); sub(/".*/, "", name); print port, name }' |
          sort -u | while read -r port name; do fact "udp.$port" "$name"; done
      fi
      for link in /sys/class/net/*; do
        case \${link##*/} in
          cni0 | flannel.* | cali* | vxlan.calico | cilium_* | antrea-gw0 | genev_sys_* | kube-ipvs0) fact leftover "interface \${link##*/}" ;;
        esac
      done
      for file in /etc/cni/net.d/*.conf /etc/cni/net.d/*.conflist; do if [ -e "$file" ]; then fact leftover "$file"; fi; done
      for place in /var/lib/etcd /var/lib/kubelet /var/lib/rancher /var/lib/k0s; do
        if [ -n "$(ls -A "$place" 2> /dev/null)" ]; then fact leftover "$place is not empty"; fi
      done
      for family in iptables ip6tables; do
        count=$($family-save 2> /dev/null | grep -cE '^-A (KUBE|CNI|FLANNEL|CILIUM|cali|ANTREA)-')
        if [ "\${count:-0}" -gt 0 ]; then fact leftover "$count $family rules of a cluster"; fi
      done
      for unit in ${runtimes}; do if systemctl -q is-active "$unit" 2> /dev/null; then fact runtime "$unit"; fi; done
      for module in ${modules}; do
        if [ -d "/sys/module/$module" ] || grep -qw "$module" /proc/filesystems; then fact "module.$module" there
        elif modprobe -n -q "$module" 2> /dev/null; then fact "module.$module" loadable
        else fact "module.$module" missing
        fi
      done
      fact user-namespace-error "$(unshare --user true 2>&1 | tail -n 1)"
      fact synchronised "$(timeout 5 timedatectl show --property NTPSynchronized --value 2> /dev/null)"
      if systemctl -q is-active firewalld 2> /dev/null; then
        ${firewalldWords}
        # Without a name it is the default zone.
        zone=$(firewalld .zone getZoneSettings2 s '')
        fact firewall-target "$(printf '%s\n' "$zone" | sed -n 's/.*"target" s "\([^"]*\)".*/\1/p')"
        case $zone in *'"slipway-node"'*) fact firewall-open yes ;; esac
      elif has ufw && ufw status 2> /dev/null | grep -q '^Status: active'; then
        fact firewall-target "$(sed -n 's/^DEFAULT_INPUT_POLICY="*\([A-Z]*\).*/\1/p' /etc/default/ufw)"
        if [ -s ${ufwRecord} ]; then fact firewall-open yes; fi
      fi`,
    ...(withEtcd ? [writes] : []),
    sh`wait`,
  );
}

/** etcd's own writes are of about that size. Source: etcd documentation, "Hardware recommendations" and its fio example. */
const writes = sh`
  file=$(mktemp "$(nearest /var/lib/etcd)/.slipway-XXXXXX") && {
    exec 3<> "$file"
    rm -f "$file"
    for run in 1 2 3 4 5; do
      began=$(date +%s%N)
      dd if=/dev/zero of=/proc/self/fd/3 bs=2300 count=20 oflag=dsync conv=notrunc 2> /dev/null || break
      fact write-us "$((($(date +%s%N) - began) / 20000))"
    done
    exec 3>&-
  }`;

function names(urls: readonly string[]): Shell {
  return sh`
    for name in ${namesIn(urls)} "$(uname -n)"; do
      ( fact "name.$name" "$(timeout 8 getent ahosts "$name" 2> /dev/null | awk 'NR == 1 { print $1 }')" ) &
    done`;
}

/**
 * Every source is asked at once; then the largest package of one repository and the largest layer of one image of each registry
 * are read for a few seconds each, one after the other: two downloads at a time would measure the host's own link.
 */
function fetches({ repositories, registries, images, index }: Sources & { readonly index: string }): Shell {
  return sh`
    index=${index}
    ask() { curl -sSL -o /dev/null --connect-timeout 5 -w '\n%{http_code} %{time_total} %{speed_download}\n' "$@" 2>&1; }
    tell() { printf '%s\n' "$3" | awk -v key="$1" -v url="$2" 'NR == 1 { said = $0 } NF { last = $0 } END { gsub("\t", " ", said); printf "%s\t%s %s %s\n", key, url, last, said }'; }
    for base in ${repositories}; do ( tell mirror "$base/$index" "$(ask -m 20 "$base/$index")" ) & done
    for url in ${registries}; do ( tell registry "$url" "$(ask -m 20 "$url")" ) & done
    ( base=${repositories[0] ?? ''}
      largest=$(curl -fsSL -m 20 "$base/deb/Packages" 2> /dev/null | awk '$1 == "Filename:" { file = $2 } $1 == "Size:" && $2 > most { most = $2; best = file } END { print best }')
      if [ -n "$largest" ]; then tell speed "$base/$index" "$(ask -m 8 -r 0-16777215 "$base/deb/$largest")"; fi
      for image in ${images.map(({ registry, name, reference }) => `${registry} ${name} ${reference}`)}; do
        set -- $image
        token=$(token_of "$1$2" "$3")
        if largest=$(layer_of "$1$2" "$3"); then
          tell speed "$1" "$(bearer | ask -K - -m 8 -r 0-16777215 "$1$2/blobs/$largest")"
        fi
      done ) &`;
}
