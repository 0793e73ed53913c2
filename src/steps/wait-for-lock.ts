import type { PackageManager } from '../os/family.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { waitsWord } from './prelude.ts';

/** Seconds that one attempt waits before it gives its place to the next. */
const patience = 300;

/** Waits until nobody else works on the host's packages, and says who does. Only this node waits. A lock is never taken away. */
export function waitForLock({ id, lockHolder }: PackageManager): Shell {
  return lines(
    lockHolder,
    waitsWord,
    sh`
      waited=0
      while holder=$(lock_holder) && [ -n "$holder" ]; do
        [ "$waited" -lt ${patience} ] || fail package-locked "$holder has held the lock of ${id} for more than ${patience} s"
        waits "waiting for $holder, which holds the lock of ${id}"
        sleep 3
        waited=$((waited + 3))
      done`,
  );
}
