#!/bin/bash
# supervise.sh RUN_DIR: the power supply of one host. Boots it, and boots it again when the host itself asked for a
# reboot: reboot(2) in a pid namespace ends init with SIGHUP for a restart and SIGINT for a halt (reboot(2), NOTES).
set -u
here=$(dirname "$0")
. "$1/host.conf"
export here run=$1

while :; do
  "$here/cgroups.sh" make
  unshare --net bash "$here/boot-network.sh"
  ended=$?
  "$here/cgroups.sh" remove
  ip link del "$link" 2> /dev/null
  # Swap belongs to the machine's kernel, not to the host: without this it outlives the host that turned it on.
  [ -n "$swap" ] && swapoff "$root$swap" 2> /dev/null
  if [ -n "$zram" ]; then
    swapoff "/dev/$zram" 2> /dev/null
    echo 1 > "/sys/block/$zram/reset"
  fi
  case $ended in
    129) echo "$(date +%FT%T) rebooted" >> "$run/power.log" ;;
    130) echo "$(date +%FT%T) halted" >> "$run/power.log" && exit 0 ;;
    *) echo "$(date +%FT%T) lost power (status $ended)" >> "$run/power.log" && exit 0 ;;
  esac
done
