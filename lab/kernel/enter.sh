#!/bin/bash
# enter.sh CGROUP COMMAND…: runs the command inside a cgroup of the freezer hierarchy, so that `lab down` finds it and
# everything it starts by asking the kernel, whatever became of the process that started it.
set -eu
group=/sys/fs/cgroup/freezer/$1
shift
mkdir -p "$group"
echo $$ > "$group/cgroup.procs"
exec "$@"
