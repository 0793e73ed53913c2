import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { checkFence } from './job-identity.ts';
import type { JobIdentity, JobPlaces } from './job-identity.ts';
import { jobFencing, jobLibrary } from './job-library.ts';

/**
 * The verb `ack`: of a job that ended by itself or was stopped on purpose, the claim and the record stay as a
 * tombstone, so that a late start finds the result and runs nothing. A job that was lost, interrupted or stopped at
 * its limit goes altogether: its outcome has been told, and running it again is a decision that may follow.
 */
export function jobAcknowledge(job: JobIdentity, fence: number, places: JobPlaces): Shell {
  return lines(
    jobLibrary(job.slot, places),
    jobFencing(checkFence(fence)),
    sh`
      at ${job.id}
      lock
      pass
      look
      case $state in absent | running) say "$state" ;; esac
      systemctl reset-failed "$unit" 2> /dev/null
      keep=
      if [ "$state" = done ]; then
        case "$how $status $why" in
          *" timeout" | "killed TERM success" | "killed HUP success" | "killed INT success") ;;
          *) keep=1 ;;
        esac
        if [ -e "$job/stopped" ]; then keep=1; fi
      fi
      if [ -z "$keep" ]; then
        rm -rf "$mine" "$job"
        say forgotten
      fi
      if [ ! -s "$job/rc" ]; then cp "$mine/rc" "$job/rc"; fi
      rm -rf "$mine" "$job/out" "$job/script" "$job/unit" "$job/caller" "$job/rc.new"
      say kept`,
  );
}
