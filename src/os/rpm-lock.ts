import { lockHolderOf } from './lock-holder.ts';

/** Files that tell who works on packages: rpm's own lock, wherever its database is, and those of dnf 4. */
export const rpmLockHolder = lockHolderOf([
  '/var/lib/rpm/.rpm.lock',
  '/usr/lib/sysimage/rpm/.rpm.lock',
  '/var/lib/dnf/rpmdb_lock.pid',
  '/var/cache/dnf/metadata_lock.pid',
  '/var/cache/dnf/download_lock.pid',
]);

/** Whether another program had the lock, by the words of rpm, dnf 4 and dnf 5, and by what `orSayWhy` adds. */
export function rpmLocked(output: string): boolean {
  return /can't create \w+ lock on|Waiting for process with pid|Failed to obtain (the |rpm )?transaction lock|Another transaction is in progress|^the lock of rpm is held by/im.test(
    output,
  );
}
