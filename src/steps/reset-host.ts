import { keyWord } from '../os/fetch-key.ts';
import { packageManagers } from '../os/index.ts';
import type { PackageManager } from '../os/family.ts';
import { packageManagerHere } from '../os/package-manager-here.ts';
import { cniFiles } from '../render/cni-table.ts';
import { criSocket } from '../render/kubeadm.ts';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { noteAdded, removeAdded, restoreSettings } from './kept-before.ts';
import { prelude } from './prelude.ts';
import { resetNetwork } from './reset-network.ts';
import { restoreSwap } from './reset-swap.ts';

const packages = ['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni', 'cri-o'];

/** Files and directories that steps have written or that kubeadm, CRI-O and pod networks leave behind. */
const leftovers = [
  '/etc/cni',
  '/var/lib/cni',
  ...cniFiles,
  '/etc/kubernetes',
  '/var/lib/kubelet',
  '/var/lib/etcd',
  '/var/lib/containers/storage',
  '/var/lib/containers/cache',
  '/var/lib/crio',
  '/var/log/pods',
  '/var/log/containers',
  '/var/log/crio',
  '/run/crio',
  '/run/containers',
  '/run/crun',
  '/run/runc',
  '/run/nri',
  '/etc/crio',
  '/etc/containers/registries.conf.d/20-slipway.conf',
  '/opt/cni',
  '/etc/sysctl.d/98-slipway.conf',
  '/etc/modules-load.d/slipway.conf',
  '/etc/NetworkManager/conf.d/90-slipway.conf',
  '/etc/systemd/network/05-slipway-pods.network',
  '/etc/apt/sources.list.d/slipway-kubernetes.list',
  '/etc/apt/sources.list.d/slipway-cri-o.list',
  '/etc/apt/keyrings/slipway-kubernetes.gpg',
  '/etc/apt/keyrings/slipway-cri-o.gpg',
  '/etc/yum.repos.d/slipway-kubernetes.repo',
  '/etc/yum.repos.d/slipway-cri-o.repo',
  '/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-kubernetes',
  '/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-cri-o',
];

/** Folders that go where nothing is left in them. */
const emptied = [
  '/run/netns',
  '/run/ipcns',
  '/run/utsns',
  '/run/userns',
  '/run/pidns',
  '/etc/containers/registries.conf.d',
  '/etc/containers',
  '/var/lib/containers',
  '/opt/cni',
  '/usr/share/containers/oci/hooks.d',
  '/usr/share/containers/oci',
  '/usr/share/containers/selinux',
  '/usr/share/containers',
  '/usr/libexec/crio/lib',
  '/usr/libexec/crio',
  '/usr/lib/systemd/system/kubelet.service.d',
  '/usr/libexec/kubernetes/kubelet-plugins/volume/exec',
  '/usr/libexec/kubernetes/kubelet-plugins/volume',
  '/usr/libexec/kubernetes/kubelet-plugins',
  '/usr/libexec/kubernetes',
];

const removal = (manager: PackageManager): Shell =>
  lines(raw(`remove_${manager.id}() {`), manager.remove(packages), raw('}'));

/** Takes everything off a host that a build put there; ends with the claim. On a host without a claim it changes nothing. */
export function resetScript(cluster: string): Shell {
  return lines(
    prelude,
    packageManagerHere,
    keyWord,
    ...packageManagers.map(removal),
    sh`
      if [ ! -e /etc/slipway/cluster ] && [ ! -e /etc/kubernetes/kubelet.conf ]; then echo "@slipway-outcome unchanged nothing of a cluster is here"; exit 0; fi
      owner=$(head -n 1 /etc/slipway/cluster 2> /dev/null)
      [ "$owner" = ${cluster} ] || fail cluster-exists "the host belongs to \${owner:-a cluster that Slipway did not build}"
      set -e
      if command -v kubeadm > /dev/null 2>&1; then kubeadm reset -f --cri-socket ${criSocket}; fi
      systemctl stop kubelet 2> /dev/null || true
      if systemctl -q is-active crio; then
        crictl --runtime-endpoint ${criSocket} rmp -fa > /dev/null 2>&1 || true
        systemctl stop crio
      fi
      # kubelet makes them by D-Bus and never takes them away; the folders of hierarchies that systemd does not keep are nobody's.
      systemctl stop kubepods.slice 2> /dev/null || true
      find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} + 2> /dev/null || true
      awk '$2 ~ "^/var/lib/(kubelet|containers)/" { print $2 }' /proc/mounts | sort -r | while read -r place; do umount -l "$place"; done`,
    resetNetwork,
    sh`
      for unit in kubelet crio; do systemctl -q disable "$unit" 2> /dev/null || true; done
      for key in /etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-*; do
        [ -e "$key" ] || continue
        id=$(key_of "$key" | awk '{ print tolower($1) }')
        rpm -qa 'gpg-pubkey*' 2> /dev/null | grep -E "^gpg-pubkey-($id|$(printf '%s' "$id" | tail -c 8))-" | while read -r trusted; do rpm -e --allmatches "$trusted"; done
      done
      `,
    noteAdded,
    sh`"remove_$(package_manager)"`,
    removeAdded,
    restoreSettings,
    restoreSwap,
    sh`
      for source in /etc/apt/sources.list.d/slipway-*.list; do
        [ -e "$source" ] || continue
        list=$(sed -n 's#^deb .*\] https*://\([^ ]*\) .*#\1#p' "$source" | sed 's#/*$##; s#/#_#g')
        [ -z "$list" ] || rm -f "/var/lib/apt/lists/$list"_*
      done
      rm -rf ${leftovers}
      for cache in /var/cache/dnf/kubernetes-* /var/cache/dnf/cri-o-* /var/cache/libdnf5/kubernetes-* /var/cache/libdnf5/cri-o-* /var/cache/dnf/kubernetes*.solv* /var/cache/dnf/cri-o*.solv*; do rm -rf "$cache"; done
      for folder in ${emptied}; do rmdir "$folder" 2> /dev/null || true; done
      # dpkg takes this folder of the system along where the last package in it goes.
      mkdir -p -m 755 /opt
      for file in /etc/subuid /etc/subgid; do sed -i '/^kubelet:/d' "$file"; done
      if grep -q '^kubelet:' /etc/passwd; then userdel kubelet; fi
      systemctl daemon-reload
      rm -rf /etc/slipway
      echo "@slipway-outcome changed the host is as it was"`,
  );
}
