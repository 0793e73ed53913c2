import { fetchKey, fetchWord, keyWord } from '../os/fetch-key.ts';
import { repositoriesOf } from '../os/family.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

function each(at: StepContext, write: (repository: ReturnType<typeof repositoriesOf>[number]) => Shell): Shell {
  return lines(...repositoriesOf(at.settings, at.versions).map(write));
}

/** Writes the repositories of Kubernetes and CRI-O with their keys; a key whose fingerprint is not the pinned one is refused. */
export const addRepositories = defineStep({
  id: 'add-repositories',
  kind: 'quick',
  title: 'Add the package repositories of Kubernetes and CRI-O with pinned keys',
  why: 'One repository per minor keeps a node from drifting, and the pinned fingerprint keeps anybody else from signing its packages.',
  applies: () => true,
  check: (at) =>
    lines(
      keyWord,
      each(at, (repository) => {
        const source = at.family.packages.source(repository);
        const { path } = at.family.packages.keyring(repository);
        return sh`
          is ${source.path} ${source.mode} ${source.content}
          [ -s ${path} ] || need ${`the key of ${repository.title} is missing`}
          found=$(key_of ${path})
          [ "\${found% *}" = ${repository.fingerprint} ] || need ${`the key of ${repository.title} is another one`}`;
      }),
    ),
  apply: (at) =>
    lines(
      keyWord,
      fetchWord,
      each(at, (repository) => {
        const { packages } = at.family;
        const source = packages.source(repository);
        return lines(
          fetchKey(repository, packages),
          packages.keyring(repository).store,
          sh`
            rm -f "$key"
            put ${source.path} ${source.mode} ${source.content}`,
        );
      }),
    ),
  lost: 'rerun',
  undo: { reset: 'removes the repositories and the files of their keys; in the database of rpm the keys stay' },
  seconds: 200,
});
