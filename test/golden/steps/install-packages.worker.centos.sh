# check
have=$(rpm -qa --qf '%{NAME}=%{VERSION}\n' 2> /dev/null)
for name in kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc iptables; do
  printf '%s\n' "$have" | grep -q "^$name=" || rpm -q --whatprovides "$name" > /dev/null 2>&1 || need "$name is not installed"
done
for pin in 'kubelet=1.30.4' 'kubeadm=1.30.4' 'kubectl=1.30.4' cri-o=1.30.5; do
  printf '%s\n' "$have" | grep -qxF "$pin" || need "$(printf '%s\n' "$have" | grep "^${pin%%=*}=") is installed, not $pin"
done

# apply
dnf -y --disableexcludes=kubernetes,cri-o --setopt=install_weak_deps=False --setopt=keepcache=False install 'kubelet-1.30.4-*' 'kubeadm-1.30.4-*' 'kubectl-1.30.4-*' 'cri-o-1.30.5-*' cri-tools kubernetes-cni container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc iptables
