import { describe, expect, test } from 'vitest';
import type { NodeProof } from '../../../src/model/proof.ts';
import { decideNode } from '../../../src/proof/decide-node.ts';
import type { NodeObservation, OutsideView, PodObservation } from '../../../src/proof/observation.ts';
import { goodNode, node, settings, withFile, withMap } from './evidence.ts';

const decide = (seen: NodeObservation): NodeProof =>
  decideNode({ settings, node, os: 'Debian 13', seen, seenAt: '2026-11-23T00:00:00Z' });
const failedOf = (proof: NodeProof): readonly string[] =>
  proof.checks.filter((check) => !check.passed).map((check) => check.id);

const outside = (pod: PodObservation, change: Partial<OutsideView>): PodObservation =>
  pod.outside ? { ...pod, outside: { ...pod.outside, ...change } } : pod;
const inside = (pod: PodObservation, change: Partial<NonNullable<PodObservation['inside']>>): PodObservation =>
  pod.inside ? { ...pod, inside: { ...pod.inside, ...change } } : pod;
const without = (pod: PodObservation, side: 'inside' | 'outside'): PodObservation => {
  const { [side]: _side, ...rest } = pod;
  return rest;
};

interface Case {
  readonly name: string;
  readonly change: (good: NodeObservation) => Partial<NodeObservation>;
  readonly fails: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'kubelet counted an error while the pods started',
    change: () => ({ podErrors: { before: 3, after: 4 } }),
    fails: ['kubelet-metric'],
  },
  {
    name: 'kubelet of a minor that counts has no such metric',
    change: () => ({ podErrors: { before: undefined, after: undefined } }),
    fails: ['kubelet-metric'],
  },
  {
    name: 'kubelet counted errors before the proof and none since',
    change: () => ({ podErrors: { before: 3, after: 3 } }),
    fails: [],
  },
  {
    name: 'a pod with a user namespace can make a device',
    change: ({ first }) => ({ first: inside(first, { device: 'made' }) }),
    fails: ['capabilities-confined'],
  },
  {
    name: 'the runtime dropped the capabilities, so that a refusal says nothing',
    change: ({ first }) => ({ first: inside(first, { capabilities: '00000000800405fb' }) }),
    fails: ['capabilities-confined'],
  },
  {
    name: 'the image has no mknod, so that nothing was tried',
    change: ({ first }) => ({ first: inside(first, { device: 'sh: mknod: not found' }) }),
    fails: ['capabilities-confined'],
  },
  {
    name: 'the API server dropped hostUsers: false',
    change: ({ first }) => ({ first: { ...first, hostUsers: true } }),
    fails: ['host-users'],
  },
  {
    name: 'the control pod was given a user namespace',
    change: ({ control }) => ({ control: { ...control, hostUsers: false } }),
    fails: ['host-users'],
  },
  {
    name: 'a pod shows the identity map',
    change: ({ first }) => ({ first: withMap(first, [0, 0, 4_294_967_295]) }),
    fails: ['uid-map', 'gid-map', 'delegated-ids', 'distinct-ranges', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'a range does not start at a multiple of 65,536',
    change: ({ first }) => ({ first: withMap(first, [0, 655_361, 65_536]) }),
    fails: ['uid-map', 'gid-map', 'delegated-ids', 'distinct-ranges', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'a range is too short',
    change: ({ second }) => ({ second: withMap(second, [0, 786_432, 65_535]) }),
    fails: ['uid-map', 'gid-map', 'delegated-ids', 'distinct-ranges', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'a range does not start at id 0 inside',
    change: ({ first }) => ({ first: withMap(first, [1, 655_360, 65_536]) }),
    fails: ['uid-map', 'gid-map', 'delegated-ids', 'distinct-ranges', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'a map has a second line that reaches the host’s root',
    change: ({ first }) => ({
      first: inside(first, {
        uidMap: [
          [0, 655_360, 65_536],
          [65_536, 0, 1],
        ],
      }),
    }),
    fails: ['uid-map', 'gid-map', 'delegated-ids', 'distinct-ranges', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'group ids are not mapped',
    change: ({ first }) => ({ first: inside(first, { gidMap: [[0, 0, 4_294_967_295]] }) }),
    fails: ['gid-map', 'host-ids', 'kubelet-record'],
  },
  {
    name: 'both pods have the same range',
    change: ({ second }) => ({ second: withMap(second, [0, 655_360, 65_536]) }),
    fails: ['distinct-ranges'],
  },
  {
    name: 'a range lies outside the kubelet user’s ids',
    change: ({ first }) => ({ first: withMap(first, [0, 65_536, 65_536]) }),
    fails: ['delegated-ids'],
  },
  {
    name: 'a range begins within the kubelet user’s ids and ends beyond',
    change: ({ host }) => ({
      host: { ...host, subordinateUids: [[589_824, 100_000]], subordinateGids: [[589_824, 100_000]] },
    }),
    fails: ['subordinate-ids', 'delegated-ids'],
  },
  {
    name: 'the host gives the kubelet user other ids than the cluster file',
    change: ({ host }) => ({
      host: { ...host, subordinateUids: [[655_360, 7_208_960]], subordinateGids: [[655_360, 7_208_960]] },
    }),
    fails: ['subordinate-ids'],
  },
  {
    name: 'the kubelet user has two ranges',
    change: ({ host }) => ({
      host: {
        ...host,
        subordinateUids: [
          [589_824, 7_208_960],
          [100_000, 65_536],
        ],
      },
    }),
    fails: ['subordinate-ids'],
  },
  {
    name: 'the kubelet user has no ids for groups',
    change: ({ host }) => ({ host: { ...host, subordinateGids: [] } }),
    fails: ['subordinate-ids'],
  },
  {
    name: 'the control pod is mapped as well, so the comparison is worth nothing',
    change: ({ control }) => ({ control: inside(control, { uidMap: [[0, 917_504, 65_536]] }) }),
    fails: ['control-map'],
  },
  {
    name: 'the process runs as root on the host',
    change: ({ first }) => ({ first: outside(first, { uids: [0, 0, 0, 0] }) }),
    fails: ['host-ids'],
  },
  {
    name: 'one of the four ids of the process is the host’s root',
    change: ({ first }) => ({ first: outside(first, { uids: [655_360, 0, 655_360, 655_360] }) }),
    fails: ['host-ids'],
  },
  {
    name: 'the process has a group of the host',
    change: ({ second }) => ({ second: outside(second, { gids: [0, 0, 0, 0] }) }),
    fails: ['host-ids'],
  },
  {
    name: 'the process is in the host’s user namespace',
    change: ({ first, host }) => ({ first: outside(first, { userNamespace: host.userNamespace }) }),
    fails: ['user-namespaces'],
  },
  {
    name: 'both pods share a user namespace',
    change: ({ second }) => ({ second: outside(second, { userNamespace: 'user:[first]' }) }),
    fails: ['user-namespaces'],
  },
  {
    name: 'the host’s own user namespace could not be read',
    change: ({ host }) => ({ host: { ...host, userNamespace: '' } }),
    fails: ['user-namespaces'],
  },
  {
    name: 'the host has no running container of a pod',
    change: ({ first }) => ({ first: without(first, 'outside') }),
    fails: ['host-ids', 'user-namespaces', 'kubelet-record', 'empty-dir-on-disk'],
  },
  {
    name: 'kubelet has written down another range',
    change: ({ first }) => ({
      first: outside(first, { record: { uidMap: [[0, 720_896, 65_536]], gidMap: [[0, 720_896, 65_536]] } }),
    }),
    fails: ['kubelet-record'],
  },
  {
    name: 'a Secret belongs to nobody inside the pod',
    change: ({ first }) => ({ first: withFile(first, 'secret', { owner: '65534:65534' }) }),
    fails: ['volumes-owned'],
  },
  {
    name: 'the token cannot be read',
    change: ({ second }) => ({ second: withFile(second, 'token', { content: '' }) }),
    fails: ['volumes-readable'],
  },
  {
    name: 'a ConfigMap reads as something else',
    change: ({ first }) => ({ first: withFile(first, 'config', { content: 'another' }) }),
    fails: ['volumes-readable'],
  },
  {
    name: 'a file in an emptyDir belongs to nobody inside the pod',
    change: ({ first }) => ({ first: withFile(first, 'empty', { owner: '65534:65534' }) }),
    fails: ['empty-dir-inside'],
  },
  {
    name: 'the emptyDir was chowned to the range instead of mounted with a map',
    change: ({ first }) => ({ first: outside(first, { written: '655360:655360' }) }),
    fails: ['empty-dir-on-disk'],
  },
  {
    name: 'the hostPath volume belongs to nobody inside the pod',
    change: ({ first }) => ({ first: withFile(first, 'host', { owner: '65534:65534' }) }),
    fails: ['host-path'],
  },
  {
    name: 'fsGroup is ignored',
    change: ({ second }) => ({ second: withFile(second, 'config', { owner: '0:0' }) }),
    fails: ['fs-group'],
  },
  {
    name: 'logs come from another pod',
    change: ({ first }) => ({ first: { ...first, log: 'hello' } }),
    fails: ['exec-and-logs'],
  },
  {
    name: 'exec does not work',
    change: ({ control }) => ({ control: { ...without(control, 'inside'), trouble: 'connection refused' } }),
    fails: ['exec-and-logs', 'control-map'],
  },
];

describe('the proof of a node', () => {
  test('passes where everything is as it should be', () => {
    const proof = decide(goodNode());
    expect(failedOf(proof)).toEqual([]);
    expect(proof).toMatchObject({
      node: 'w1',
      os: 'Debian 13',
      uidMap: [0, 655_360, 65_536],
      secondUidMap: [0, 786_432, 65_536],
      subordinateIds: [589_824, 7_208_960],
      hostUid: 655_360,
      bootId: 'boot-1',
    });
  });

  test.each(cases)('fails where $name', ({ change, fails }) => {
    const good = goodNode();
    expect(failedOf(decide({ ...good, ...change(good) }))).toEqual(expect.arrayContaining([...fails]));
  });

  test.each(cases)('fails in nothing else where $name', ({ change, fails }) => {
    const good = goodNode();
    expect(failedOf(decide({ ...good, ...change(good) })).toSorted()).toEqual(fails.toSorted());
  });

  test('every check can fail', () => {
    const ids = decide(goodNode()).checks.map((check) => check.id);
    expect(new Set(cases.flatMap(({ fails }) => fails))).toEqual(new Set(ids));
  });

  test('gives a whole result even where nothing could be seen', () => {
    const good = goodNode();
    const blind = (pod: PodObservation): PodObservation => ({
      name: pod.name,
      uid: pod.uid,
      hostUsers: pod.hostUsers,
      log: '',
      trouble: 'no answer',
    });
    const host = { bootId: '', userNamespace: '', subordinateUids: [], subordinateGids: [], pods: {} };
    const proof = decide({ first: blind(good.first), second: blind(good.second), control: blind(good.control), host });
    expect(proof.checks.filter((check) => check.passed).map((check) => check.id)).toEqual(['host-users']);
    expect(proof.uidMap).toEqual([0, 0, 0]);
  });
});
