import { fetchKey, fetchWord, keyWord } from '../os/fetch-key.ts';
import { repositoriesOf } from '../os/family.ts';
import { lines, sh } from '../shell/sh.ts';
import { defineRemedy } from './define-step.ts';
import { waitForLock } from './wait-for-lock.ts';

/** Fetches the pinned keys anew and has the package manager trust these copies instead of those it knows. */
export const refreshPackageKeys = defineRemedy({
  id: 'refresh-package-keys',
  kind: 'job',
  cures: ['package-key-expired', 'package-key-unknown', 'package-signature-refused', 'package-signature'],
  title: 'Fetch the pinned signing keys anew',
  why: 'Keys are extended before they expire, but a host, and the repository of an old minor, keep the copy they have.',
  applies: () => true,
  check: ({ family, settings, versions }) =>
    lines(...repositoriesOf(settings, versions).map((repository) => family.packages.trust(repository).alive)),
  apply: ({ family: { packages }, settings, versions }) =>
    lines(
      waitForLock(packages),
      keyWord,
      fetchWord,
      sh`expired=`,
      ...repositoriesOf(settings, versions).map((repository) =>
        lines(
          fetchKey(repository, packages),
          sh`if [ "$(key_of "$key")" = ${`${repository.fingerprint} alive`} ]; then`,
          packages.trust(repository).renew,
          sh`
            else expired="$expired "${repository.title}
            fi
            rm -f "$key"`,
        ),
      ),
      sh`[ -z "$expired" ] || fail package-key-expired "in every copy that the mirrors serve, the key has expired of:$expired"`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes the files of the keys; in the database of rpm they stay' },
  seconds: 900,
});
