#!/bin/bash
# boot-cgroup.sh: PID 1 of the host's new pid namespace. Moves into the host's cgroups first, because a cgroup namespace
# takes the groups that its creator is in as its roots.
set -eu
. "$run/host.conf"

for hierarchy in /sys/fs/cgroup/* /run/slipway-lab/cgroup/*; do
  [ ! -e "$hierarchy/$group/cgroup.procs" ] || echo 0 > "$hierarchy/$group/cgroup.procs"
done
exec unshare --cgroup bash "$here/boot-root.sh"
