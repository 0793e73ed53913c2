#!/bin/bash
# boot-network.sh: runs in the host's new network namespace, with everything else still the machine's. Gives the host
# its one network card, and becomes the process that waits for the host's PID 1.
set -eu
. "$run/host.conf"

machine() { nsenter --net="/proc/$PPID/ns/net" "$@"; }

machine ip link del "$link" 2> /dev/null || true
machine ip link add "$link" type veth peer name eth0 address "$mac" netns $$
machine ip link set "$link" alias "slipway-lab $site/$host"
machine "$here/attach.sh"
ip link set lo up
ip address add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"
exec unshare --mount --uts --ipc --pid --fork --kill-child bash "$here/boot-cgroup.sh"
