import { bootEnded } from './boot.ts';
import { idmapProbe } from './idmap-probe.ts';
import { packageManagerHere } from '../os/package-manager-here.ts';
import { cniModules } from '../render/cni-table.ts';
import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/** The read-only script that tells what a host is: one `key<TAB>value` line each. Takes well under a second, on a host that has booted. */
export function factsScript(): Shell {
  return sh`
    fact() { printf '%s\t%s\n' "$1" "$2"; }
    has() { command -v "$1" > /dev/null 2>&1; }
    above() { place=$1; while [ ! -d "$place" ]; do place=$(dirname "$place"); done; printf '%s' "$place"; }
    ${packageManagerHere}
    ${idmapProbe}
    ${bootEnded}
    fact clock.first "$(date +%s%3N)"
    if [ -r /etc/os-release ]; then . /etc/os-release; fi
    fact os.id "\${ID:-}"; fact os.like "\${ID_LIKE:-}"; fact os.version "\${VERSION_ID:-}"; fact os.name "\${PRETTY_NAME:-}"
    fact kernel "$(uname -r)"
    fact architecture "$(uname -m)"
    fact cpus "$(getconf _NPROCESSORS_ONLN)"
    fact memory "$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)"
    if [ -d /run/systemd/system ] && has systemd-run; then fact systemd "$(systemctl --version | awk 'NR == 1 { print $2 }')"; fi
    fact packages "$(package_manager)"
    if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then fact cgroup 2; else fact cgroup 1; fi
    if has getenforce; then fact selinux "$(getenforce | tr A-Z a-z)"; else fact selinux disabled; fi
    if [ "$(cat /sys/module/apparmor/parameters/enabled 2> /dev/null)" = Y ]; then fact apparmor on; else fact apparmor off; fi
    fact max-user-namespaces "$(cat /proc/sys/user/max_user_namespaces 2> /dev/null)"
    probe_idmaps "/var/lib/kubelet=$(above /var/lib/kubelet)" "/var/lib/containers=$(above /var/lib/containers)"
    if systemctl -q is-active systemd-resolved 2> /dev/null && [ -s /run/systemd/resolve/resolv.conf ]; then fact resolver systemd-resolved; resolv=/run/systemd/resolve/resolv.conf
    else fact resolver file; resolv=/etc/resolv.conf
    fi
    fact nameservers "$(awk '$1 == "nameserver" { print $2 }' "$resolv" 2> /dev/null | tr '\n' ' ')"
    fact network-managers "$(for unit in NetworkManager systemd-networkd; do if systemctl -q is-active "$unit" 2> /dev/null; then printf '%s ' "$unit"; fi; done)"
    if systemctl -q is-active firewalld 2> /dev/null; then fact firewall firewalld
    elif has ufw && ufw status 2> /dev/null | grep -q '^Status: active'; then fact firewall ufw
    fi
    fact hostname "$(uname -n)"
    fact machine-id "$(cat /etc/machine-id 2> /dev/null)"
    # In a container the firmware is that of the machine under it.
    if ! systemd-detect-virt -cq 2> /dev/null; then fact product-uuid "$(cat /sys/class/dmi/id/product_uuid 2> /dev/null)"; fi
    fact mac "$(cat "/sys/class/net/$(ip -o route show default 2> /dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)/address" 2> /dev/null)"
    fact boot-id "$(cat /proc/sys/kernel/random/boot_id)-$(awk '{ print $22 }' /proc/1/stat)"
    for place in /etc /usr /var /var/lib/containers /var/lib/etcd /var/lib/kubelet; do
      fact "free.$place" "$(df -Pm "$(above "$place")" | awk 'NR == 2 { print $4 }')"
    done
    for module in ${cniModules}; do if [ -e "/sys/module/$module" ] || modprobe -n -q "$module" 2> /dev/null; then fact module "$module"; fi; done
    if has ss; then
      ss -Hltnp 2> /dev/null | awk '{ port = $4; sub(/.*:/, "", port); name = $6; sub(/^users:\(\("/, "", name); sub(/".*/, "", name); print port, name }' |
        sort -u | while read -r port name; do fact "listening.$port" "$name"; done
    fi
    fact claim "$(head -n 1 /etc/slipway/cluster 2> /dev/null)"
    for key in node since build; do fact "claim.$key" "$(sed -n "s/^$key //p" /etc/slipway/cluster 2> /dev/null)"; done
    for file in admin.conf kubelet.conf; do if [ -e "/etc/kubernetes/$file" ]; then fact kubernetes "$file"; fi; done
    fact clock.last "$(date +%s%3N)"`;
}
