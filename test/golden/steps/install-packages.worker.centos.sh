# check
have=$(rpm -qa --qf '%{NAME}=%{VERSION}\n' 2> /dev/null)
for name in kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc iptables; do
  printf '%s\n' "$have" | grep -q "^$name=" || rpm -q --whatprovides "$name" > /dev/null 2>&1 || need "$name is not installed"
done
for pin in 'kubelet=1.30.4' 'kubeadm=1.30.4' 'kubectl=1.30.4' cri-o=1.30.5; do
  printf '%s\n' "$have" | grep -qxF "$pin" || need "$(printf '%s\n' "$have" | grep "^${pin%%=*}=") is installed, not $pin"
done
[ ! -e /etc/slipway/before/packages ] || need "an installation was cut off before it was noted what it had added"

# apply
lock_holder() {
for lock in /var/lib/rpm/.rpm.lock /usr/lib/sysimage/rpm/.rpm.lock /var/lib/dnf/rpmdb_lock.pid /var/cache/dnf/metadata_lock.pid /var/cache/dnf/download_lock.pid; do
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
  [ "$waited" -lt 300 ] || fail package-locked "$holder has held the lock of dnf4 for more than 300 s"
  waits "waiting for $holder, which holds the lock of dnf4"
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
lock_holder() {
for lock in /var/lib/rpm/.rpm.lock /usr/lib/sysimage/rpm/.rpm.lock /var/lib/dnf/rpmdb_lock.pid /var/cache/dnf/metadata_lock.pid /var/cache/dnf/download_lock.pid; do
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
code=0
dnf -y --disableexcludes=kubernetes,cri-o --setopt=install_weak_deps=False --setopt=keepcache=False install 'kubelet-1.30.4-*' 'kubeadm-1.30.4-*' 'kubectl-1.30.4-*' 'cri-o-1.30.5-*' cri-tools kubernetes-cni container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc iptables || code=$?
if [ "$code" -ne 0 ]; then
  find /var/cache/dnf /var/cache/libdnf5 -path '*/packages/*.rpm' -exec rpmkeys --checksig -v {} + 2>&1 || true
  holder=$(lock_holder)
  [ -z "$holder" ] || echo "the lock of rpm is held by $holder"
  exit "$code"
fi
