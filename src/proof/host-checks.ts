import type { ProofCheck } from '../model/proof.ts';
import { mapText, podRange } from './map-checks.ts';
import type { NodeObservation, PodObservation } from './observation.ts';

const unknown = 'not found';

/** Items 4 and 5: what the host and kubelet know of the same pods. */
export function hostChecks({ first, second, control, host }: NodeObservation): ProofCheck[] {
  const pods = [first, second];
  const each = (see: (pod: PodObservation) => string, list: readonly PodObservation[] = pods): string =>
    list.map((pod) => `${pod.name}: ${see(pod)}`).join('; ');
  const namespaces = pods.map((pod) => pod.outside?.userNamespace ?? '');

  return [
    {
      id: 'host-ids',
      title: 'On the host, root of each pod is the first id of its range and nobody’s root',
      passed: pods.every(runsAsRange),
      expected: each((pod) => `uid and gid ${podRange(pod.inside?.uidMap)?.[0] ?? 'of a range'}`),
      seen: each(({ outside }) => (outside ? `uid ${unique(outside.uids)} gid ${unique(outside.gids)}` : unknown)),
    },
    {
      id: 'user-namespaces',
      title: 'Each pod’s process is in a user namespace of its own; the control pod’s is in the host’s',
      passed:
        host.userNamespace !== '' &&
        namespaces.every((namespace) => namespace !== '' && namespace !== host.userNamespace) &&
        namespaces[0] !== namespaces[1] &&
        control.outside?.userNamespace === host.userNamespace,
      expected: `two others than ${host.userNamespace || unknown}, and that one for the control pod`,
      seen: each((pod) => pod.outside?.userNamespace || unknown, [...pods, control]),
    },
    {
      id: 'kubelet-record',
      title: 'kubelet has written down the same ranges',
      passed: pods.every(
        ({ inside, outside }) =>
          podRange(inside?.uidMap) !== undefined &&
          mapText(outside?.record?.uidMap) === mapText(inside?.uidMap) &&
          mapText(outside?.record?.gidMap) === mapText(inside?.gidMap),
      ),
      expected: each((pod) => mapText(pod.inside?.uidMap)),
      seen: each((pod) => mapText(pod.outside?.record?.uidMap)),
    },
  ];
}

function runsAsRange({ inside, outside }: PodObservation): boolean {
  const [uid, gid] = [podRange(inside?.uidMap)?.[0], podRange(inside?.gidMap)?.[0]];
  if (uid === undefined || gid === undefined || !outside) return false;
  // Real, effective, saved and file-system id: fewer than four were not read.
  const all = (ids: readonly number[], wanted: number): boolean => ids.length === 4 && ids.every((id) => id === wanted);
  return all(outside.uids, uid) && all(outside.gids, gid);
}

const unique = (ids: readonly number[]): string => [...new Set(ids)].join('/') || unknown;
