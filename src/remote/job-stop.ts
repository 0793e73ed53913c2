import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { checkFence, checkSlot } from './job-identity.ts';
import type { JobPlaces } from './job-identity.ts';
import { jobFencing, jobLibrary } from './job-library.ts';

/**
 * The verb `stop`: ends what runs in a slot, and closes its fence: a start of the same attempt that is still on its way
 * comes too late. Repeated with the same fence it gives the same answer.
 */
export function jobStop(slot: string, fence: number, places: JobPlaces): Shell {
  return lines(
    jobLibrary(checkSlot(slot), places),
    jobFencing(checkFence(fence)),
    sh`
      lock
      pass
      if [ -z "$closed" ]; then keep_fence "$fence closed"; fi
      if ! current; then say none; fi
      at "$holder"
      look
      if [ "$state" = running ]; then
        end
        say stopped
      fi
      if [ -s "$job/stopped" ]; then read -r by < "$job/stopped"; fi
      if [ "\${by:-}" = "$fence" ]; then say stopped; fi
      say none`,
  );
}
