#!/bin/bash
# attach.sh: lays the host's cable as the marks in its run directory say, at every boot and whenever they change.
#   cut     the cable ends nowhere. The host sees a carrier all the same, as when a cable between two switches is cut
#   delay   `MILLISECONDS PROGRAM`: the program carries frames between the cable and the bridge, late
set -eu
. "$run/host.conf"
near=sld-${link#slp-} far=slq-${link#slp-}
delay_group=${group%/machine}/delay

# Out of the bridge the cable ends in the machine itself, which must not answer for the addresses it has elsewhere.
loose() {
  echo 8 > "/proc/sys/net/ipv4/conf/$1/arp_ignore"
  echo 1 > "/proc/sys/net/ipv6/conf/$1/disable_ipv6"
}

end_delay() {
  while read -r pid; do kill -9 "$pid"; done 2> /dev/null < "/sys/fs/cgroup/freezer/$delay_group/cgroup.procs" || true
  ip link del "$near" 2> /dev/null || true
}

loose "$link"
ip link set "$link" up
end_delay
port=$link
if [ -e "$run/delay" ]; then
  read -r milliseconds program < "$run/delay"
  ip link add "$near" type veth peer name "$far"
  ip link set "$near" alias "slipway-lab $site/$host"
  ip link set "$far" alias "slipway-lab $site/$host"
  loose "$near"
  ip link set "$link" nomaster
  ip link set "$near" up
  ip link set "$far" up
  "${BASH_SOURCE%/*}/enter.sh" "$delay_group" setsid "$program" "$link" "$near" "$milliseconds" < /dev/null >> "$run/delay.log" 2>&1 &
  port=$far
fi
if [ -e "$run/cut" ]; then ip link set "$port" nomaster; else ip link set "$port" master "$bridge"; fi
