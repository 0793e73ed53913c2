import type { ProofCheck } from '../model/proof.ts';
import { markerOf, proofGroup } from '../render/proof-pods.ts';
import type { NodeObservation, PodObservation } from './observation.ts';

const kubernetesVolumes = ['config', 'secret', 'projected', 'downward', 'token'] as const;
const root = '0:0';
const missing = 'missing';

/** Item 6: volumes look inside as they would without a user namespace, and nothing on disk was handed to strange ids. */
export function volumeChecks({ first, second }: NodeObservation): ProofCheck[] {
  const pods = [first, second];
  const group = `0:${proofGroup}`;
  const owner = (pod: PodObservation, volume: string): string => pod.inside?.files[volume]?.owner || missing;
  const owners = (pod: PodObservation, volumes: readonly string[]): string =>
    volumes.map((volume) => `${volume} ${owner(pod, volume)}`).join(', ');
  const onDisk = (pod: PodObservation): string => pod.outside?.written || missing;
  const unread = pods.flatMap((pod) =>
    [...kubernetesVolumes, 'empty'].filter((volume) => !wasRead(pod, volume)).map((volume) => `${pod.name}: ${volume}`),
  );

  return [
    {
      id: 'volumes-owned',
      title: 'ConfigMap, Secret, projected and downward volumes and the token belong to root inside the pod',
      passed: kubernetesVolumes.every((volume) => owner(first, volume) === root),
      expected: root,
      seen: owners(first, kubernetesVolumes),
    },
    {
      id: 'volumes-readable',
      title: 'Both pods can read all of them, and what they wrote themselves',
      passed: unread.length === 0,
      expected: 'everything read, with the right text',
      seen: unread.length === 0 ? 'everything read' : `not read: ${unread.join(', ')}`,
    },
    {
      id: 'empty-dir-inside',
      title: 'What root writes into an emptyDir belongs to root inside the pod',
      passed: owner(first, 'empty') === root,
      expected: root,
      seen: owner(first, 'empty'),
    },
    {
      id: 'empty-dir-on-disk',
      title: 'The same file belongs to root on the host’s disk: the mount translates ids, nothing was chowned',
      passed: onDisk(first) === root && onDisk(second) === group,
      expected: `${first.name}: ${root}; ${second.name}: ${group}`,
      seen: `${first.name}: ${onDisk(first)}; ${second.name}: ${onDisk(second)}`,
    },
    {
      id: 'host-path',
      title: 'A read-only hostPath volume shows root’s files as root’s',
      passed: owner(first, 'host') === root && first.inside?.files['host']?.content === 'readable',
      expected: `${root}, readable`,
      seen: `${owner(first, 'host')}, ${first.inside?.files['host']?.content || 'not readable'}`,
    },
    {
      id: 'fs-group',
      title: 'fsGroup is respected',
      passed: [...kubernetesVolumes, 'empty'].every((volume) => owner(second, volume) === group),
      expected: group,
      seen: owners(second, [...kubernetesVolumes, 'empty']),
    },
  ];
}

function wasRead(pod: PodObservation, volume: string): boolean {
  const content = pod.inside?.files[volume]?.content ?? '';
  return content !== '' && content === (markerOf(volume, pod.name) || 'readable');
}
