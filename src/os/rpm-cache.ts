import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { PackageManager } from './family.ts';
import { rpmLockHolder } from './rpm-lock.ts';

const places = ['/var/cache/dnf', '/var/cache/libdnf5'];

/** What dnf 4 or dnf 5 have downloaded: indexes, and packages of transactions that failed. */
export const rpmCache: PackageManager['cache'] = {
  empty: sh`[ -z "$(find ${places} -mindepth 2 -type f 2> /dev/null | head -n 1)" ] || need "dnf has indexes or packages from before"`,
  clean: sh`for place in ${places}; do if [ -d "$place" ]; then find "$place" -mindepth 1 -delete; fi; done`,
};

/**
 * An installation. Where it fails, rpm says of every package that is still in the cache what is wrong with it, and it is said who
 * holds the lock by now: dnf 5 tells neither.
 */
export function orSayWhy(install: Shell): Shell {
  return lines(
    rpmLockHolder,
    sh`
      code=0`,
    sh`${install} || code=$?`,
    sh`
      if [ "$code" -ne 0 ]; then
        find ${places} -path '*/packages/*.rpm' -exec rpmkeys --checksig -v {} + 2>&1 || true
        holder=$(lock_holder)
        [ -z "$holder" ] || echo "the lock of rpm is held by $holder"
        exit "$code"
      fi`,
  );
}
