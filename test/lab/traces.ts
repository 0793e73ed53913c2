const programs = ['kubeadm', 'kubelet', 'kubectl', 'crictl', 'crio', 'pinns', 'crun', 'runc', 'conmon', 'containerd'];
const added = ['newuidmap', 'newgidmap', 'conntrack', 'ethtool', 'socat'];
const folders = [
  '/etc/{kubernetes,crio,containers,cni,slipway,crictl.yaml,containerd}',
  '/opt/cni /usr/libexec/{cni,crio,kubernetes} /usr/lib/cni',
  '/var/lib/{kubelet,etcd,containers,cni,crio,slipway,calico} /run/{crio,flannel,slipway}',
  '/etc/{modules-load.d,sysctl.d}/*{kube,k8s,cri,overlay,netfilter,slipway}*',
];
const words = 'kube|k8s|cri-o|crio|crun|conmon|containerd|slipway';

/**
 * A script that prints every trace of Kubernetes, of CRI-O, of what a node adds to a system and of Slipway on a host,
 * a line each; nothing on a fresh machine.
 */
export const tracesOfKubernetes = [
  `sudo bash -c '`,
  'shopt -s nullglob extglob',
  `for name in ${[...programs, ...added].join(' ')}; do command -v "$name"; done`,
  `for path in ${folders.join(' ')}; do [ ! -e "$path" ] || echo "$path"; done`,
  'getent passwd kubelet crio etcd; grep -s kubelet /etc/subuid /etc/subgid',
  `systemctl list-unit-files --no-legend | grep -E "${words}"`,
  `ps -eo comm= | grep -E "${words}|etcd|flanneld"`,
  `if command -v dpkg-query > /dev/null; then dpkg-query -W -f "\\\${Package}\\n" | grep -E "${words}"; fi`,
  `if command -v rpm > /dev/null; then rpm -qa | grep -E "${words}"; fi`,
  `grep -rlE "${words}" /etc/apt/sources.list.d /etc/yum.repos.d`,
  'ip -o link | grep -E "cni|flannel|veth|kube-bridge"',
  `true'`,
].join('\n');
