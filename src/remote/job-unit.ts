import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/**
 * The script that systemd runs for a job, with a word: `begin` claims the job, runs its script and records how it
 * ended; `end` (ExecStopPost) records it where `begin` was killed. It reads `job`, `mine` and `memory` from its first
 * lines, because systemd expands `$` and `%` in arguments.
 */
export function jobUnit(): Shell {
  return sh`
    # In memory first, then into the place kept for it on disk: a full disk loses no result.
    finish() {
      read -r ended _ < /proc/uptime
      began=$ended
      if [ -s "$job/claim" ]; then read -r began _ < "$job/claim"; fi
      rm -rf "$mine/secrets"
      record="$1 $2 $3 $began $ended $(stat -c %s "$job/out")"
      printf '%s\n' "$record" > "$mine/rc.new" && mv -f "$mine/rc.new" "$mine/rc"
      printf '%-126s\n' "$record" 1<> "$job/rc.new" && mv -f "$job/rc.new" "$job/rc"
    }
    # The pipe is open at the other side, or nobody waits: opened for both ways it never blocks.
    tell() { printf '%s\n' "$1" 1<> "$mine/begun"; }
    case $1 in
    begin)
      exec >> "$job/out" 2>&1 < /dev/null
      exec 8> "$memory/alive"
      flock -w 10 8 || { tell refused; exit 75; }
      : > "$mine/claimed"
      read -r up _ < /proc/uptime
      read -r boot < /proc/sys/kernel/random/boot_id
      set -C
      printf '%s %s %s\n' "$up" "$boot" "$INVOCATION_ID" > "$job/claim" || { tell refused; exit 75; }
      set +C
      # A power cut after this point must find the claim, or the job would be run a second time.
      sync "$job/claim" "$job"
      tell begun
      umask 022
      ulimit -S -n 16384 2> /dev/null || :
      env -i HOME=/root LANG=C.UTF-8 SLIPWAY_SECRETS="$mine/secrets" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh "$job/script" 8>&-
      code=$?
      finish exited "$code" success
      exit "$code"
      ;;
    end)
      if [ -s "$job/rc" ]; then exit 0; fi
      read -r _ _ invocation < "$job/claim" && [ "$invocation" = "$INVOCATION_ID" ] || exit 0
      finish "$EXIT_CODE" "$EXIT_STATUS" "$SERVICE_RESULT"
      ;;
    esac`;
}
