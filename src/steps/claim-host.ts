import { sh } from '../shell/sh.ts';
import { claimScript } from './claim.ts';
import { claimPath } from './claimed.ts';
import { defineStep } from './define-step.ts';

/** Writes onto the host whose it is, so that no other cluster takes it. A build has claimed its hosts before; a retry does it here. */
export const claimHost = defineStep({
  id: 'claim-host',
  kind: 'quick',
  title: 'Claim the host for this cluster',
  why: 'A host that belongs to one cluster must never be taken by another, nor be two nodes of one; preflight reads this claim.',
  applies: () => true,
  check: ({ settings, host }) => sh`
    [ -s ${claimPath} ] || need "nobody has claimed the host"
    [ "$(head -n 1 ${claimPath})" = ${settings.name} ] || need "the host is claimed by cluster $(head -n 1 ${claimPath})"
    grep -qxF ${`node ${host.name}`} ${claimPath} || need "the host is claimed for $(sed -n 's/^node //p' ${claimPath})"`,
  apply: ({ settings, host }) => claimScript({ cluster: settings.name, node: host.name, build: 'step' }),
  lost: 'rerun',
  undo: { reset: 'removes the claim last' },
  seconds: 10,
});
