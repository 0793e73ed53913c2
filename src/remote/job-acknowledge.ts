import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { checkFence } from './job-identity.ts';
import type { JobIdentity, JobPlaces } from './job-identity.ts';
import { jobFencing, jobLibrary } from './job-library.ts';

/** Bytes of output that a tombstone keeps: what a failure shows, and the line that says what a step did. */
const keptBytes = 4096;

/** Who acknowledges, and whether the job is forgotten however it ended. */
export interface JobAcknowledge {
  readonly fence: number;
  readonly forget: boolean;
}

/**
 * The verb `ack`: of a job that ended by itself or was stopped on purpose, the claim, the record and the end of the
 * output stay as a tombstone, so that a late start finds the result and runs nothing. A job that was lost, interrupted
 * or stopped at its limit, or is to be forgotten, goes altogether: its outcome has been told, and running it again is a
 * decision that may follow. Whoever acts on an earlier job of the slot is fenced out by now, so nobody needs more than its tombstone.
 */
export function jobAcknowledge(job: JobIdentity, { fence, forget }: JobAcknowledge, places: JobPlaces): Shell {
  return lines(
    jobLibrary(job.slot, places),
    jobFencing(checkFence(fence)),
    sh`
      # The bulk goes first: on a full disk it makes the room that the record needs.
      bury() {
        systemctl reset-failed "$unit" 2> /dev/null
        if result && [ -e "$job/out" ]; then
          last=$bytes
          if [ "$last" -gt ${keptBytes} ]; then last=${keptBytes}; fi
          tail -c "+$((bytes - last + 1))" "$job/out" | head -c "$last" > "$job/tail.new" && mv -f "$job/tail.new" "$job/tail"
        fi
        rm -rf "$job/out" "$job/unit" "$job/caller" "$job/tail.new" "$job/script"
        if [ ! -s "$job/rc" ] && [ -s "$mine/rc" ]; then
          cat "$mine/rc" 1<> "$job/rc.new" && sync "$job/rc.new" && mv -f "$job/rc.new" "$job/rc"
          [ -s "$job/rc" ] || return 0
        fi
        # What is reported from now on must be there after a power cut.
        if [ -s "$job/rc" ]; then sync "$job/rc" "$job"; fi
        rm -rf "$mine" "$job/rc.new"
      }
      clear_earlier() {
        for each in "$home"/*/; do
          each=\${each%/}
          at "\${each##*/}"
          if [ "$id" = ${job.id} ] || [ ! -e "$job/script" ] || [ ! -s "$job/fence" ]; then continue; fi
          read -r theirs < "$job/fence"
          if [ "$theirs" -ge "$fence" ]; then continue; fi
          look
          case $state in done | lost) bury ;; esac
        done
      }
      over() { for _ in $(seq 100); do active || return 0; sleep 0.1; done; return 1; }
      lock
      pass
      clear_earlier
      at ${job.id}
      look
      case $state in absent | running) say "$state" ;; esac
      keep=
      if [ "$state" = done ]; then
        case "$how $status $why" in
          *" timeout" | "killed TERM success" | "killed HUP success" | "killed INT success") ;;
          *) keep=1 ;;
        esac
        if [ -e "$job/stopped" ]; then keep=1; fi
      fi
      if [ -z "$keep" ] || [ -n ${forget ? 'forget' : ''} ]; then
        # Its unit may still be recording how it ended, and would do so in the place of the next attempt.
        over || say busy
        systemctl reset-failed "$unit" 2> /dev/null
        rm -rf "$mine" "$job"
        say forgotten
      fi
      bury
      say kept`,
  );
}
