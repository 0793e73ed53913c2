import { sh } from '../shell/sh.ts';
import { claimPath as path } from './claimed.ts';
import { defineStep } from './define-step.ts';

/** Writes the cluster's name onto the host, so that no other cluster takes it. */
export const claimHost = defineStep({
  id: 'claim-host',
  kind: 'quick',
  title: 'Claim the host for this cluster',
  why: 'A host that belongs to one cluster must never be taken by another by mistake; preflight reads this claim.',
  applies: () => true,
  check: ({ settings }) => sh`is ${path} 644 ${`${settings.name}\n`}`,
  apply: ({ settings }) => sh`
    if [ -s ${path} ] && [ "$(cat ${path})" != ${settings.name} ]; then fail cluster-exists "the host is claimed by cluster $(cat ${path})"; fi
    put ${path} 644 ${`${settings.name}\n`}`,
  lost: 'rerun',
  undo: { reset: 'removes the claim last' },
  seconds: 10,
});
