import { defineRemedy } from './define-step.ts';

/** Throws away what the package manager has downloaded, so that it asks the mirror anew. */
export const cleanPackageCache = defineRemedy({
  id: 'clean-package-cache',
  kind: 'job',
  cures: ['package-corrupt', 'mirror-inconsistent', 'package-unsigned', 'package-key-unknown', 'package-signature'],
  title: 'Throw away the package cache',
  why: 'An index from before a mirror was synchronised names files that are not there any more, or with other digests.',
  applies: () => true,
  check: ({ family }) => family.packages.cache.empty,
  apply: ({ family }) => family.packages.cache.clean,
  lost: 'rerun',
  undo: { kept: 'a cache fills itself again' },
  seconds: 60,
});
