#!/bin/sh
# every.sh ROOT: runs last. Takes out what would make two hosts alike, and what only a machine with a screen has.
set -eu
root=$1

rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/* "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
rm -f "$root"/etc/apt/apt.conf.d/99mmdebstrap
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/log/*.log "$root"/var/log/apt
for unit in console-getty.service getty@tty1.service systemd-firstboot.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# The site file says which of these a host runs.
for unit in systemd-resolved firewalld systemd-networkd systemd-networkd.socket NetworkManager NetworkManager-dispatcher NetworkManager-wait-online; do
  [ ! -e "$root/usr/lib/systemd/system/${unit%.socket}.service" ] || systemctl --root="$root" disable "$unit" > /dev/null 2>&1 || true
done
# There is no udev. Where they see a /sys that can be written to, both wait for it to tell them of each interface.
for unit in systemd-networkd NetworkManager; do
  [ -e "$root/usr/lib/systemd/system/$unit.service" ] || continue
  mkdir -p "$root/usr/lib/systemd/system/$unit.service.d"
  printf '[Service]\nBindReadOnlyPaths=/sys\n' > "$root/usr/lib/systemd/system/$unit.service.d/lab.conf"
done
# The journal outlives a reboot, so that `lab logs` can tell what happened before a power cut.
mkdir -p "$root/var/log/journal"

if [ -x "$root/usr/bin/rpm" ]; then
  rm -rf "$root"/usr/bin/apt* "$root"/usr/bin/dpkg* "$root"/usr/lib/apt "$root"/usr/lib/dpkg "$root"/etc/apt "$root"/etc/dpkg \
    "$root"/var/lib/apt "$root"/var/lib/dpkg "$root"/var/cache/apt "$root"/var/cache/debconf "$root"/usr/share/dpkg
  rm -f "$root"/etc/systemd/system/*/apt-daily*.timer "$root"/etc/systemd/system/*/dpkg-db-backup.timer \
    "$root"/usr/lib/systemd/system/apt-daily* "$root"/usr/lib/systemd/system/dpkg-db-backup*
fi
