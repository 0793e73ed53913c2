#!/bin/bash
# boot-root.sh: still PID 1. Mounts what a booting machine has, makes the host's disk the root, and becomes systemd.
# Not systemd-nspawn: its masked /proc and /sys make the kernel refuse the mounts of pods with a user namespace.
set -eu
. "$run/host.conf"

mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"

mount -t proc proc proc
mount -t sysfs sysfs sys
if [ -n "$zram" ]; then
  # Where systemd may write to /sys it waits for the device of the swap unit, which nobody announces without udev.
  mount --bind sys/devices/virtual/block sys/devices/virtual/block
  mount -o remount,bind,ro sys
fi
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
for hierarchy in /sys/fs/cgroup/* /run/slipway-lab/cgroup/*; do
  name=$(basename "$hierarchy")
  [ -e "$hierarchy/cgroup.procs" ] && [ "$name" != unified ] && [ ! -e "sys/fs/cgroup/$name" ] || continue
  options=$name
  [ "$name" != systemd ] || options=none,name=systemd
  mkdir "sys/fs/cgroup/$name"
  mount -t cgroup -o "$options" cgroup "sys/fs/cgroup/$name"
done

mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty kmsg fuse; do
  [ ! -e "/dev/$device" ] || cp -a "/dev/$device" dev/
done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t mqueue mqueue dev/mqueue
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
touch dev/console

mount -t tmpfs -o mode=755 tmpfs run
# A boot has an id of its own. The file that covers the machine's makes this /proc partly hidden, and the kernel lets a
# user namespace mount a fresh /proc only where a wholly visible one is in reach: hence the second one.
mkdir -p run/host/proc
mount -t proc proc run/host/proc
cat /proc/sys/kernel/random/uuid > run/host/boot_id
mount --bind run/host/boot_id proc/sys/kernel/random/boot_id

mkdir run/machine
pivot_root . run/machine
umount -l /run/machine
rmdir /run/machine
mount --make-rshared /
hostname "$host"
# systemd ignores swap in fstab inside a container; a machine would turn it on at boot.
grep -qs '^[^#].*[[:space:]]swap[[:space:]]' /etc/fstab && { swapon -a || true; }
exec env -i container=lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /sbin/init < /dev/null > /dev/null 2>&1
