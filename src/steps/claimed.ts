import { sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import type { StepContext } from './define-step.ts';

/** Where a host says whose it is: the cluster's name on the first line, then `node`, `since` and `build`, each with its value. */
export const claimPath = '/etc/slipway/cluster';

/**
 * Gives up where the host is no longer this cluster's. While a step was lost somebody may have given the machine to another
 * cluster, and kubeadm's leftovers that a further run would clear away are that cluster's node.
 */
export function stillClaimed({ settings }: StepContext): Shell {
  return sh`
    owner=$(head -n 1 ${claimPath} 2> /dev/null)
    [ "$owner" = ${settings.name} ] || cannot "the host belongs to \${owner:-no cluster} by now"`;
}
