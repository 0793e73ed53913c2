/** Names of interfaces that pod networks make: flannel, the bridge plugin, Calico, Antrea, Cilium, and the host's ends of pods. */
const names = [
  'cni*',
  'flannel*',
  'veth*',
  'cali*',
  'tunl*',
  'vxlan.calico',
  'antrea-gw*',
  'ovs-system',
  'genev_sys_*',
  'cilium*',
  'lxc*',
] as const;

/** NetworkManager.conf(5): these are unmanaged, beside what others have said so of. */
export const networkManagerSettings = `[keyfile]\nunmanaged-devices+=${names.map((name) => `interface-name:${name}`).join(';')}\n`;

/** systemd.network(5): the first file that matches counts, so this one is named to come first. */
export const networkdUnit = `[Match]\nName=${names.join(' ')}\n\n[Link]\nUnmanaged=yes\n`;
