import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { keyWord } from './fetch-key.ts';
import type { PackageManager, Repository } from './family.ts';

/** Where a repository's key is kept on a host of the RPM families. */
export const rpmKeyPath = ({ id }: Pick<Repository, 'id'>): string => `/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-${id}`;

/**
 * Keeps the armored `$key`, from where dnf imports it with the first package that needs it. Not imported here: that takes rpm's lock,
 * and rpm gives up at once where another program has it.
 */
export function storeRpmKey(repository: Repository): Shell {
  const path = rpmKeyPath(repository);
  return sh`
    mkdir -p /etc/pki/rpm-gpg
    cp "$key" ${path}.slipway-new
    chmod 644 ${path}.slipway-new
    mv -f ${path}.slipway-new ${path}`;
}

/**
 * rpm trusts a copy in its own database, and dnf imports the file where rpm has none. So both are looked at, and the old copy is
 * erased before the new one is imported, since rpm before 6 keeps the one it has and says nothing (rpm#2577): rpm 4 calls it by the
 * last 8 digits of its fingerprint, rpm 6 by all 40.
 */
export const trustRpmKey: PackageManager['trust'] = (repository) => {
  const { fingerprint, title } = repository;
  const path = rpmKeyPath(repository);
  const names = [fingerprint.slice(-8), fingerprint].map((id) => `gpg-pubkey-${id.toLowerCase()}-`);
  return {
    alive: lines(
      keyWord,
      sh`
        [ "$(key_of ${path})" = ${`${fingerprint} alive`} ] || need ${`the copy of the key of ${title} on this host has expired`}
        state=$(rpm -q gpg-pubkey --qf '%{DESCRIPTION}\n' 2> /dev/null | key_list | awk -F: -v pinned=${fingerprint} '
          $1 == "pub" { state = $2 == "e" ? "expired" : "alive" }
          $1 == "fpr" && state != "" { if ($10 == pinned) found = state; state = "" }
          END { print found }')
        [ "$state" != expired ] || need ${`the copy of the key of ${title} in the database of rpm has expired`}`,
    ),
    renew: lines(
      sh`
        for old in $(rpm -qa 'gpg-pubkey*' 2> /dev/null); do
          for name in ${names}; do
            case $old in "$name"*) rpm -e --allmatches "$old" || rpmkeys --erase ${fingerprint} ;; esac
          done
        done`,
      storeRpmKey(repository),
      sh`rpm --import ${path}`,
    ),
  };
};
