import { idsPerPod } from '../model/cluster.ts';
import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';

/**
 * Asks `getsubids` as kubelet does: one line for users and the same one for groups, else kubelet does not start. What the files
 * say is not all: nsswitch.conf may take subordinate ids from a directory service.
 */
export const confirmKubeletIds = defineStep({
  id: 'confirm-kubelet-ids',
  kind: 'quick',
  title: 'Confirm the subordinate ids of kubelet by getsubids',
  why: 'kubelet asks getsubids and stops where it answers with no line, with two, or with another range for groups.',
  applies: () => true,
  check: ({ settings }) => {
    const { firstId, podsPerNode } = settings.userNamespaces;
    return sh`
      command -v getsubids > /dev/null 2>&1 || need "getsubids is not installed yet"
      for kind in '' -g; do
        said=$(getsubids $kind kubelet 2>&1)
        [ "$said" = ${`0: kubelet ${firstId} ${podsPerNode * idsPerPod}`} ] || need "getsubids $kind says: $said"
      done`;
  },
  apply: () => sh`
    source=$(awk '$1 == "subid:" { print $2 }' /etc/nsswitch.conf 2> /dev/null)
    fail step-failed "getsubids does not give kubelet the range of /etc/subuid and /etc/subgid\${source:+: nsswitch.conf takes subordinate ids from $source}"`,
  lost: 'rerun',
  undo: { kept: 'it only looks' },
  seconds: 10,
});
