import { repositoriesOf } from '../os/family.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

function each(at: StepContext, write: (repository: ReturnType<typeof repositoriesOf>[number]) => Shell): Shell {
  return lines(...repositoriesOf(at.settings, at.versions).map(write));
}

const fingerprints = (path: string): Shell =>
  sh`gpg --batch --show-keys --with-colons ${path} 2> /dev/null | awk -F: '$1 == "fpr" { print $10 }'`;

/** Writes the repositories of Kubernetes and CRI-O with their keys; a key whose fingerprint is not the pinned one is refused. */
export const addRepositories = defineStep({
  id: 'add-repositories',
  kind: 'quick',
  title: 'Add the package repositories of Kubernetes and CRI-O with pinned keys',
  why: 'One repository per minor keeps a node from drifting, and the pinned fingerprint keeps anybody else from signing its packages.',
  applies: () => true,
  check: (at) =>
    each(at, (repository) => {
      const source = at.family.packages.source(repository);
      return sh`
        is ${source.path} ${source.mode} ${source.content}
        key=${at.family.packages.keyring(repository).path}
        [ -s "$key" ] || need "the key of ${repository.title} is missing"
        ${fingerprints(at.family.packages.keyring(repository).path)} | grep -qx ${repository.fingerprint} || need "the key of ${repository.title} is another one"`;
    }),
  apply: (at) =>
    each(at, (repository) => {
      const { packages } = at.family;
      const source = packages.source(repository);
      const keyring = packages.keyring(repository);
      const url = `${repository.url}/${packages.keyPath}`;
      return lines(
        sh`
          key=$(mktemp)
          curl -fsSL --retry 3 --retry-connrefused --max-time 60 -o "$key" ${url} || fail mirror-unreachable ${`${url} cannot be fetched`}
          found=$(gpg --batch --show-keys --with-colons "$key" 2> /dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
          [ "$found" = ${repository.fingerprint} ] || fail key-mismatch "${url} has the fingerprint \${found:-of nothing}, pinned is ${repository.fingerprint}"`,
        keyring.store,
        sh`
          rm -f "$key"
          put ${source.path} ${source.mode} ${source.content}`,
      );
    }),
  lost: 'rerun',
  undo: 'A reset removes the repositories and keys.',
  seconds: 200,
});
