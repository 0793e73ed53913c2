import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { PackageManager } from './family.ts';

const places = ['/var/cache/dnf', '/var/cache/libdnf5'];

/** Files that tell who works on packages: rpm's own lock, wherever its database is, and those of dnf 4. */
export const rpmLocks = [
  '/var/lib/rpm/.rpm.lock',
  '/usr/lib/sysimage/rpm/.rpm.lock',
  '/var/lib/dnf/rpmdb_lock.pid',
  '/var/cache/dnf/metadata_lock.pid',
  '/var/cache/dnf/download_lock.pid',
];

/** What dnf 4 or dnf 5 have downloaded: indexes, and packages of transactions that failed. */
export const rpmCache: PackageManager['cache'] = {
  empty: sh`[ -z "$(find ${places} -mindepth 2 -type f 2> /dev/null | head -n 1)" ] || need "dnf has indexes or packages from before"`,
  clean: sh`for place in ${places}; do if [ -d "$place" ]; then find "$place" -mindepth 1 -delete; fi; done`,
};

/** An installation; where it fails, rpm says of every package that is still in the cache what is wrong with it: dnf 5 does not. */
export function orSayWhy(install: Shell): Shell {
  return lines(
    sh`
      code=0`,
    sh`${install} || code=$?`,
    sh`
      if [ "$code" -ne 0 ]; then
        find ${places} -path '*/packages/*.rpm' -exec rpmkeys --checksig -v {} + 2>&1 || true
        exit "$code"
      fi`,
  );
}
