import { repositoriesOf, wantedOn } from '../os/family.ts';
import { provenBefore } from '../os/rpm-proof.ts';
import { lines, sh } from '../shell/sh.ts';
import { defineRemedy } from './define-step.ts';
import { keepPackages } from './kept-before.ts';
import { waitForLock } from './wait-for-lock.ts';

/** Installs the files whose signature is refused by digests that the pinned key has signed. Only where the cluster file allows it. */
export const installProvenPackages = defineRemedy({
  id: 'install-proven-packages',
  kind: 'job',
  cures: ['package-key-expired', 'package-signature-refused', 'package-unsigned'],
  title: 'Install the refused packages by digests that the pinned key has signed',
  why: 'The index of the repository names the sha256 of every package. Where the pinned key has signed it, that is proof of the file.',
  applies: ({ settings, family }) => settings.mirrors.installProvenFiles && family.packages.installProven !== undefined,
  check: ({ family, versions }) => provenBefore(wantedOn(family, versions)),
  apply: ({ family: { packages, tools }, settings, versions }) =>
    lines(
      waitForLock(packages),
      keepPackages,
      packages.installProven?.(repositoriesOf(settings, versions), wantedOn({ tools }, versions)) ?? sh`false`,
    ),
  lost: 'rerun',
  undo: { reset: 'removes the packages' },
  seconds: 1800,
});
