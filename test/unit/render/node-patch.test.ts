import { describe, expect, test } from 'vitest';
import { annotations } from '../../../src/model/cluster-state.ts';
import type { NodeState } from '../../../src/model/cluster-state.ts';
import type { Host, Taint } from '../../../src/model/cluster.ts';
import { renderNodePatch } from '../../../src/render/node-patch.ts';
import { node } from '../proof/evidence.ts';

const host: Host = { name: 'w1', address: '10.0.0.2', role: 'worker' };
const gpu: Taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' };
const owning = (labels: readonly string[], taints: readonly string[]): NodeState['annotations'] => ({
  [annotations.owned]: JSON.stringify({ labels, taints }),
});

describe('the patch of a Node', () => {
  test('is nothing where the file asks for nothing', () => {
    expect(renderNodePatch(node, host)).toBeUndefined();
  });

  test('adds labels and taints and remembers them', () => {
    expect(
      renderNodePatch({ ...node, taints: [notReady] }, { ...host, labels: { disk: 'ssd' }, taints: [gpu] }),
    ).toEqual({
      metadata: { labels: { disk: 'ssd' }, annotations: owning(['disk'], ['gpu:NoSchedule']) },
      spec: { taints: [notReady, gpu] },
    });
  });

  test('is nothing once they are set, whatever others have put there', () => {
    const set: NodeState = {
      ...node,
      labels: { disk: 'ssd', theirs: 'x' },
      taints: [gpu, notReady],
      annotations: owning(['disk'], ['gpu:NoSchedule']),
    };
    expect(renderNodePatch(set, { ...host, labels: { disk: 'ssd' }, taints: [gpu] })).toBeUndefined();
  });

  test('takes off what it had set and the file no longer has, and nothing of others', () => {
    const set: NodeState = {
      ...node,
      labels: { disk: 'ssd', theirs: 'x' },
      taints: [gpu, notReady],
      annotations: owning(['disk'], ['gpu:NoSchedule']),
    };
    expect(renderNodePatch(set, host)).toEqual({
      metadata: { labels: { disk: null }, annotations: { [annotations.owned]: null } },
      spec: { taints: [notReady] },
    });
  });

  test('corrects values that differ', () => {
    const set: NodeState = {
      ...node,
      labels: { disk: 'hdd' },
      taints: [{ ...gpu, value: 'no' }],
      annotations: owning(['disk'], ['gpu:NoSchedule']),
    };
    expect(renderNodePatch(set, { ...host, labels: { disk: 'ssd' }, taints: [gpu] })).toMatchObject({
      metadata: { labels: { disk: 'ssd' } },
      spec: { taints: [gpu] },
    });
  });

  test('takes nothing away where its own record was spoilt', () => {
    const set: NodeState = { ...node, labels: { disk: 'ssd' }, annotations: { [annotations.owned]: '{' } };
    expect(renderNodePatch(set, host)).toBeUndefined();
  });
});
