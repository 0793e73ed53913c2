import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { JobIdentity, JobPlaces } from './job-identity.ts';
import { jobLibrary } from './job-library.ts';

/** Bytes of output that one answer carries, and that are kept of a job. */
export const tailBytes = 65_536;

/** What a poll asks for. */
export interface JobPoll {
  /** Bytes of output that the asker has. */
  readonly offset: number;
  /** Seconds the host may wait for the end; new output is told after two at the earliest. */
  readonly wait: number;
}

/**
 * Waits for the end of the job at hand and tells its state with the output from `offset`, or the last 64 KiB of it.
 * The wait blocks on the lock that the job holds: it costs nothing and ends with the job.
 */
export function jobAnswer({ offset, wait }: JobPoll): Shell {
  return sh`
    offset=${offset}
    read -r up _ < /proc/uptime
    until=$((\${up%.*} + ${wait}))
    look
    while [ "$state" = running ]; do
      read -r up _ < /proc/uptime
      if [ "\${up%.*}" -ge "$until" ]; then break; fi
      if flock -s -w 2 "$memory/alive" true; then
        look
        # Free, yet not over: systemd is just starting the job or clearing up after it.
        if [ "$state" = running ]; then sleep 0.02; fi
      elif [ "$(size "$job/out")" -gt "$offset" ]; then break
      fi
    done
    if [ "$state" = done ]; then total=$bytes; else total=$(size "$job/out"); fi
    from=$offset
    if [ "$from" -gt "$total" ]; then from=$total; fi
    if [ $((total - from)) -gt ${tailBytes} ]; then from=$((total - ${tailBytes})); fi
    # Of an acknowledged job only the end is left.
    output=$job/out
    skipped=0
    if [ ! -e "$output" ]; then
      output=$job/tail
      skipped=$((total - $(size "$output")))
      if [ "$from" -lt "$skipped" ]; then from=$skipped; fi
    fi
    mark=; if [ -e "$job/stopped" ]; then mark=stopped=1; fi
    if [ "$state" = done ]; then mark="$mark how=$how status=$status why=$why began=$began ended=$ended"; fi
    echo "@job $state from=$from size=$total $mark \${attached:-}"
    if [ "$total" -gt "$from" ]; then tail -c "+$((from - skipped + 1))" "$output" | head -c "$((total - from))"; fi`;
}

/** The verb `poll`: reads only, and is not fenced. */
export function jobPoll(job: JobIdentity, poll: JobPoll, places: JobPlaces): Shell {
  return lines(jobLibrary(job.slot, places), sh`at ${job.id}`, jobAnswer(poll));
}
