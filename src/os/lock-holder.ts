import { lines, raw, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/**
 * Shell that prints who holds one of these files, as `NAME (pid PID)`. The kernel lists the holders of locks by inode, and an inode
 * of another file system may have the same number, so that the holder must have the file open; dnf 4 writes its pid into a file
 * instead, which stays behind when it is killed.
 */
export function lockHolderOf(files: readonly string[]): Shell {
  return lines(
    raw('lock_holder() {'),
    sh`
      for lock in ${files}; do
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
      done`,
    raw('}'),
  );
}
