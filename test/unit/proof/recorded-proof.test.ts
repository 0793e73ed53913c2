import { expect, test } from 'vitest';
import { annotations } from '../../../src/model/cluster-state.ts';
import type { NodeState } from '../../../src/model/cluster-state.ts';
import type { StepState } from '../../../src/model/plan.ts';
import { stepsOf } from '../../../src/phases/catalogue.ts';
import { planNode } from '../../../src/phases/plan-node.ts';
import { decideNode } from '../../../src/proof/decide-node.ts';
import { proofHolds, proofRecord, recordedProof } from '../../../src/proof/recorded-proof.ts';
import { proveNode } from '../../../src/steps/prove-node.ts';
import { contextFor, ubuntu } from '../../support/fixtures.ts';
import { goodNode, node, settings } from './evidence.ts';

const proof = decideNode({ settings, node, os: 'Debian 13', seen: goodNode(), seenAt: '2026-11-23T00:00:00Z' });
const grounds = { settings, bootId: 'boot-1' };
const carrying = (record: string | undefined, change: Partial<NodeState> = {}): NodeState => ({
  ...node,
  ...change,
  annotations: record === undefined ? {} : { [annotations.proof]: record },
});
const proven = carrying(proofRecord(proof, settings));

test('a proof holds while nothing has changed, and is told again with its maps', () => {
  expect(proofHolds(proven, grounds)).toBe(true);
  expect(recordedProof(proven, grounds)).toMatchObject({
    node: 'w1',
    os: 'Debian 13',
    uidMap: [0, 655_360, 65_536],
    secondUidMap: [0, 786_432, 65_536],
    subordinateIds: [589_824, 7_208_960],
    hostUid: 655_360,
    seenAt: '2026-11-23T00:00:00Z',
    checks: [{ id: 'recorded', passed: true }],
  });
});

test('a proof with a failed check is not kept', () => {
  const good = goodNode();
  const seen = { ...good, first: { ...good.first, hostUsers: true } };
  expect(proofRecord(decideNode({ settings, node, os: '', seen, seenAt: '' }), settings)).toBeUndefined();
});

test.each<[string, NodeState, typeof grounds]>([
  ['the host was booted', proven, { ...grounds, bootId: 'boot-2' }],
  ['kubelet was upgraded', { ...proven, kubelet: 'v1.30.5' }, grounds],
  ['the runtime was upgraded', { ...proven, runtime: 'cri-o://1.30.5' }, grounds],
  [
    'the cluster file gives other ids',
    proven,
    { ...grounds, settings: { ...settings, userNamespaces: { firstId: 655_360, podsPerNode: 110 } } },
  ],
  ['the image is another', proven, { ...grounds, settings: { ...settings, verification: { image: 'another' } } }],
  ['there is no record', carrying(undefined), grounds],
  ['the record is not JSON', carrying('{'), grounds],
  ['the record is something else', carrying('null'), grounds],
])('a proof does not hold where %s', (_name, state, changed) => {
  expect(proofHolds(state, changed)).toBe(false);
});

test.each([
  ['holds', false, 'ok'],
  ['is made again where the proof of the whole cluster was begun and never ended', true, 'needed'],
])('the proof of a node %s', (_what, proofUnfinished, state) => {
  const at = contextFor('w-1', { ...ubuntu, bootId: grounds.bootId });
  const there = { nodes: [{ ...proven, name: 'w-1' }], proofUnfinished };
  expect(proveNode.check({ ...at, settings }, there)).toMatchObject({ state });
});

test.each<[string, StepState, StepState]>([
  ['nothing else is to be done', 'ok', 'ok'],
  ['a step before it is needed, since it tells how the node was before that', 'needed', 'needed'],
])('a proof that holds is planned as such where %s', (_what, found, state) => {
  const at = { ...contextFor('w-2', { ...ubuntu, bootId: grounds.bootId }), settings };
  const records = stepsOf(at).map(({ step: { id } }) => ({
    step: id,
    state: id === 'create-kubelet-user' && found === 'needed' ? ('needed' as const) : ('ok' as const),
    said: '',
    milliseconds: 1,
  }));
  const there = { nodes: [{ ...proven, name: 'w-2' }], proofUnfinished: false };
  const { steps } = planNode(at, { records, state: there, today: '2025-01-01' });
  expect(steps.find(({ id }) => id === proveNode.id)).toMatchObject({ state });
});
