import { idsPerPod } from '../model/cluster.ts';
import type { ClusterSettings } from '../model/cluster.ts';
import type { IdMap, ProofCheck } from '../model/proof.ts';
import type { NodeObservation, PodObservation } from './observation.ts';

/** The whole range of ids: what a process without a user namespace of its own shows. */
const identity = '0 0 4294967295';

/** The lines of a map as the kernel writes them, parted by commas; `none` where there are none. */
export function mapText(map: readonly IdMap[] | undefined): string {
  return map && map.length > 0 ? map.map((line) => line.join(' ')).join(', ') : 'none';
}

/** First host id and count of a map of exactly one line that starts at 0 and can be a pod's; undefined otherwise. */
export function podRange(map: readonly IdMap[] | undefined): readonly [first: number, count: number] | undefined {
  const [line, ...more] = map ?? [];
  if (!line || more.length > 0) return undefined;
  const [container, host, length] = line;
  const aligned = Number.isSafeInteger(host) && host > 0 && host % idsPerPod === 0;
  return container === 0 && aligned && length === idsPerPod ? [host, length] : undefined;
}

const rangesText = (ranges: readonly (readonly [number, number])[]): string =>
  ranges.length > 0 ? ranges.map(([first, count]) => `${first} + ${count}`).join(', ') : 'none';

const inside = ([first, count]: readonly [number, number], outer: readonly [number, number] | undefined): boolean =>
  outer !== undefined && first >= outer[0] && first + count <= outer[0] + outer[1];

/** Items 1 to 3: what the pods show of their own id maps, and whether these fit the host's and the cluster file's. */
export function mapChecks({ first, second, control, host }: NodeObservation, settings: ClusterSettings): ProofCheck[] {
  const pods = [first, second];
  const { firstId, podsPerNode } = settings.userNamespaces;
  const wanted: readonly [number, number] = [firstId, podsPerNode * idsPerPod];
  const each = (see: (pod: PodObservation) => string, list: readonly PodObservation[] = pods): string =>
    list.map((pod) => `${pod.name}: ${see(pod)}`).join('; ');
  const [one, two] = [podRange(first.inside?.uidMap), podRange(second.inside?.uidMap)];
  const ranges = [host.subordinateUids, host.subordinateGids];

  return [
    {
      id: 'host-users',
      title: 'The API server keeps what the pods ask for',
      passed: !first.hostUsers && !second.hostUsers && control.hostUsers,
      expected: 'hostUsers false, false and, for comparison, true',
      seen: each((pod) => String(pod.hostUsers), [first, second, control]),
    },
    {
      id: 'uid-map',
      title: 'Each pod has one range of 65,536 user ids, aligned and apart from the host’s own',
      passed: one !== undefined && two !== undefined,
      expected: `one line, 0 N ${idsPerPod}, N a multiple of ${idsPerPod} above 0`,
      seen: each((pod) => mapText(pod.inside?.uidMap)),
    },
    {
      id: 'gid-map',
      title: 'Group ids are mapped like user ids',
      passed: pods.every(
        ({ inside: view }) => podRange(view?.gidMap) !== undefined && mapText(view?.gidMap) === mapText(view?.uidMap),
      ),
      expected: 'the same as the uid map',
      seen: each((pod) => mapText(pod.inside?.gidMap)),
    },
    {
      id: 'subordinate-ids',
      title: 'The kubelet user has the subordinate ids of the cluster file',
      passed: ranges.every((list) => rangesText(list) === rangesText([wanted])),
      expected: `one range ${rangesText([wanted])}, for users and for groups`,
      seen: `users ${rangesText(host.subordinateUids)}; groups ${rangesText(host.subordinateGids)}`,
    },
    {
      id: 'delegated-ids',
      title: 'The ids of the pods come out of the kubelet user’s own',
      passed: [one, two].every((range) => range !== undefined && inside(range, host.subordinateUids[0])),
      expected: `within ${rangesText(host.subordinateUids)}`,
      seen: each((pod) => mapText(pod.inside?.uidMap)),
    },
    {
      id: 'distinct-ranges',
      title: 'The two pods share no id',
      passed: one !== undefined && two !== undefined && (one[0] + one[1] <= two[0] || two[0] + two[1] <= one[0]),
      expected: 'ranges that do not overlap',
      seen: each((pod) => mapText(pod.inside?.uidMap)),
    },
    {
      id: 'control-map',
      title:
        'A pod that asks for no user namespace has the host’s ids, so the pods above differ by what they asked for',
      passed: mapText(control.inside?.uidMap) === identity && mapText(control.inside?.gidMap) === identity,
      expected: identity,
      seen: each((pod) => mapText(pod.inside?.uidMap), [control]),
    },
  ];
}
