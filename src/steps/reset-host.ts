import { packageManagers } from '../os/index.ts';
import type { PackageManager } from '../os/family.ts';
import { packageManagerHere } from '../os/package-manager-here.ts';
import { firewalldNames, peersRule } from '../render/firewalld.ts';
import { criSocket } from '../render/kubeadm.ts';
import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { prelude } from './prelude.ts';

const packages = ['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni', 'cri-o'];

/** Files and directories that steps have written or that kubeadm, CRI-O and flannel leave behind. */
const leftovers = [
  '/etc/cni',
  '/var/lib/cni',
  '/run/flannel',
  '/etc/kubernetes',
  '/var/lib/kubelet',
  '/var/lib/etcd',
  '/var/lib/containers/storage',
  '/var/lib/crio',
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

const removal = (manager: PackageManager): Shell =>
  lines(raw(`remove_${manager.id}() {`), manager.remove(packages), raw('}'));

/** Takes everything off a host that a build put there; ends with the claim. On a host without a claim it changes nothing. */
export function resetScript(cluster: string): Shell {
  return lines(
    prelude,
    packageManagerHere,
    ...packageManagers.map(removal),
    sh`
      if [ ! -e /etc/slipway/cluster ] && [ ! -e /etc/kubernetes/kubelet.conf ]; then echo "@slipway-outcome unchanged nothing of a cluster is here"; exit 0; fi
      owner=$(cat /etc/slipway/cluster 2> /dev/null)
      [ "$owner" = ${cluster} ] || fail cluster-exists "the host belongs to \${owner:-a cluster that Slipway did not build}"
      set -e
      if command -v kubeadm > /dev/null 2>&1; then kubeadm reset -f --cri-socket ${criSocket}; fi
      systemctl stop kubelet 2> /dev/null || true
      if systemctl -q is-active crio; then
        crictl --runtime-endpoint ${criSocket} rmp -fa > /dev/null 2>&1 || true
        systemctl stop crio
      fi
      awk '$2 ~ "^/var/lib/(kubelet|containers)/" { print $2 }' /proc/mounts | sort -r | while read -r place; do umount -l "$place"; done
      for link in cni0 flannel.1; do ip link delete "$link" 2> /dev/null || true; done
      for family in iptables ip6tables; do
        if $family-save 2> /dev/null | grep -qE 'KUBE-|CNI-|FLANNEL'; then $family-save | grep -vE 'KUBE-|CNI-|FLANNEL' | $family-restore; fi
      done
      if command -v firewall-cmd > /dev/null 2>&1 && [ -e /etc/firewalld/services/slipway-node.xml ]; then
        for file in $(grep -l slipway- /etc/firewalld/zones/*.xml); do
          zone=$(basename "$file" .xml)
          firewall-cmd -q --permanent --zone="$zone" --remove-service=${firewalldNames.open} 2> /dev/null || true
          firewall-cmd -q --permanent --zone="$zone" --remove-rich-rule=${peersRule} 2> /dev/null || true
        done
        rm -f /etc/firewalld/services/slipway-*.xml* /etc/firewalld/zones/slipway-*.xml* /etc/firewalld/ipsets/slipway-*.xml*
        firewall-cmd -q --reload || true
      fi
      "remove_$(package_manager)"
      rm -rf ${leftovers}
      for file in /etc/subuid /etc/subgid; do sed -i '/^kubelet:/d' "$file"; done
      if grep -q '^kubelet:' /etc/passwd; then userdel kubelet; fi
      systemctl daemon-reload
      rm -rf /etc/slipway
      echo "@slipway-outcome changed the host is as it was"`,
  );
}
