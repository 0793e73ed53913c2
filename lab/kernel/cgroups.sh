#!/bin/bash
# cgroups.sh make|remove: the host's own subtree in every cgroup hierarchy, the empty `unified` one of v2 too, which
# systemd uses as soon as it sees it. The machine's own groups are not touched.
set -eu
. "$run/host.conf"

hierarchies() {
  for folder in /sys/fs/cgroup/* /run/slipway-lab/cgroup/*; do [ ! -e "$folder/cgroup.procs" ] || echo "$folder"; done
}

case $1 in
  make)
    for hierarchy in $(hierarchies); do
      mkdir -p "$hierarchy/$group"
      # A new cpuset has no CPUs and refuses every process until each level of it has been given some.
      if [ -f "$hierarchy/cpuset.cpus" ]; then
        level=$hierarchy
        for part in ${group//\// }; do
          cat "$level/cpuset.cpus" > "$level/$part/cpuset.cpus"
          cat "$level/cpuset.mems" > "$level/$part/cpuset.mems"
          level=$level/$part
        done
      fi
    done
    [ -z "$memory" ] || echo "$memory" > "/sys/fs/cgroup/memory/$group/memory.limit_in_bytes"
    [ -z "$cpu_quota" ] || echo "$cpu_quota" > "/sys/fs/cgroup/cpu/$group/cpu.cfs_quota_us"
    ;;
  remove)
    for hierarchy in $(hierarchies); do
      [ ! -d "$hierarchy/$group" ] || find "$hierarchy/$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
    done
    ;;
esac
