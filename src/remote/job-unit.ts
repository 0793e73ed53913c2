import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';

/** Bytes of output that at least stay on the disk; at most twice that much stays for long. */
const keptBytes = 8 * 1024 * 1024;

/**
 * The script that systemd runs for a job, with a word: `begin` claims the job, runs its script and records how it
 * ended; `end` (ExecStopPost) records it where `begin` was killed. It reads `job`, `mine` and `memory` from its first
 * lines, because systemd expands `$` and `%` in arguments.
 */
export function jobUnit(): Shell {
  return sh`
    punched=0
    # In memory first: a full disk loses no result, and one that is slow to sync costs more time than systemd gives \`end\`.
    finish() {
      read -r ended _ < /proc/uptime
      began=$ended
      if [ -s "$job/claim" ]; then read -r began _ < "$job/claim"; fi
      rm -rf "$mine/secrets"
      punch
      record="$1 $2 $3 $began $ended $(stat -c %s "$job/out")"
      printf '%s\n' "$record" > "$mine/rc.new" && mv -f "$mine/rc.new" "$mine/rc"
      printf '%-126s\n' "$record" 1<> "$job/rc.new" && {
        sync "$job/rc.new"
        mv -f "$job/rc.new" "$job/rc"
        sync "$job"
      }
    }
    # Holes take the place of old output: offsets stay what they were, and the disk does not fill up.
    punch() {
      size=$(stat -c %s "$job/out")
      [ $((size - punched)) -gt ${2 * keptBytes} ] || return 1
      upto=$((size - ${keptBytes}))
      fallocate -p -o "$punched" -l "$((upto - punched))" "$job/out" 2> /dev/null && punched=$upto
    }
    # A job that writes fast is looked after more often.
    bound() {
      nap=1
      while sleep "$nap"; do if punch; then nap=0.1; else nap=1; fi; done
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
      bound 8>&- &
      keeper=$!
      env -i HOME=/root LANG=C.UTF-8 SLIPWAY_SECRETS="$mine/secrets" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh "$job/script" 8>&-
      code=$?
      kill "$keeper" 2> /dev/null
      finish exited "$code" success
      exit "$code"
      ;;
    end)
      if [ -s "$job/rc" ] || [ -s "$mine/rc" ]; then exit 0; fi
      read -r _ _ invocation < "$job/claim" && [ "$invocation" = "$INVOCATION_ID" ] || exit 0
      finish "$EXIT_CODE" "$EXIT_STATUS" "$SERVICE_RESULT"
      ;;
    esac`;
}
