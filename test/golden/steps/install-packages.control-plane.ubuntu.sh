# check
have=$(dpkg-query -W -f '${Package}=${Version}=${db:Status-Status}\n' kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni uidmap conntrack ethtool socat iproute2 iptables 2> /dev/null)
for name in kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni uidmap conntrack ethtool socat iproute2 iptables; do
  printf '%s\n' "$have" | grep -q "^$name=.*=installed$" || need "$name is not installed"
done
for pin in 'kubelet=1.30.4' 'kubeadm=1.30.4' 'kubectl=1.30.4' cri-o=1.30.5; do
  printf '%s\n' "$have" | grep -q "^$pin[-~=]" || need "$(printf '%s\n' "$have" | grep "^${pin%%=*}=") is installed, not $pin"
done
held=$(apt-mark showhold)
for name in kubelet kubeadm kubectl cri-o; do
  printf '%s\n' "$held" | grep -qx "$name" || need "$name is not held"
done
[ ! -e /etc/slipway/before/packages ] || need "an installation was cut off before it was noted what it had added"

# apply
lock_holder() {
for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
  [ -e "$lock" ] || continue
  case $lock in
    *.pid) pid=$(cat "$lock" 2> /dev/null) ;;
    *)
      pid=
      for each in $(awk -v inode="$(stat -c %i "$lock")" '$2 != "->" { n = split($6, place, ":"); if (place[n] == inode) print $5 }' /proc/locks); do
        for file in "/proc/$each/fd"/*; do if [ "$file" -ef "$lock" ]; then pid=$each; fi; done
      done
      ;;
  esac
  if [ -n "$pid" ] && name=$(cat "/proc/$pid/comm" 2> /dev/null); then echo "$name (pid $pid)"; return; fi
done
}
waits() { printf '@slipway-waits %s\n' "$*"; }
waited=0
while holder=$(lock_holder) && [ -n "$holder" ]; do
  [ "$waited" -lt 300 ] || fail package-locked "$holder has held the lock of apt for more than 300 s"
  waits "waiting for $holder, which holds the lock of apt"
  sleep 3
  waited=$((waited + 3))
done
package_names() {
  if command -v rpm > /dev/null 2>&1 && [ -n "$(rpm -qa 2> /dev/null | head -n 1)" ]; then rpm -qa --qf '%{NAME}\n'
  else dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
  fi | sort -u
}
note_added() {
  [ -e /etc/slipway/before/packages ] || return 0
  { if [ -e /etc/slipway/before/added ]; then cat /etc/slipway/before/added; fi; package_names | comm -13 /etc/slipway/before/packages -; } | sort -u > /etc/slipway/before/added.new
  mv /etc/slipway/before/added.new /etc/slipway/before/added
  rm -f /etc/slipway/before/packages
}
note_added
mkdir -p /etc/slipway/before
package_names > /etc/slipway/before/packages.new
mv /etc/slipway/before/packages.new /etc/slipway/before/packages
trap note_added EXIT
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
if [ -n "$(ls /var/lib/dpkg/updates 2> /dev/null)" ] || [ -n "$(dpkg --audit 2> /dev/null)" ]; then
  echo "an earlier installation was cut off: finishing it"
  dpkg --force-confold --configure -a || true
  apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold --no-install-recommends --fix-broken install
fi
apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold --no-install-recommends -o APT::Update::Error-Mode=any update
apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold --no-install-recommends --allow-change-held-packages --allow-downgrades install 'kubelet=1.30.4-*' 'kubeadm=1.30.4-*' 'kubectl=1.30.4-*' 'cri-o=1.30.5-*' cri-tools kubernetes-cni uidmap conntrack ethtool socat iproute2 iptables
apt-mark hold kubelet kubeadm kubectl cri-o
