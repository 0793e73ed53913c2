import { expect, test } from 'vitest';
import { criticalPath } from '../../../bench/overhead/critical-path.ts';
import type { TimelineEntry } from '../../../src/model/result.ts';

const entry = (node: string, step: string, scheduledAt: number, endedAt: number): TimelineEntry => ({
  node,
  phase: 'install',
  step,
  scheduledAt,
  endedAt,
  remoteMs: endedAt - scheduledAt,
});
const pathOf = (timeline: readonly TimelineEntry[]): readonly string[] =>
  criticalPath(timeline).entries.map(({ node, step }) => `${node} ${step}`.trim());

const inspection = entry('', 'inspect-hosts', 0, 10);
const leader = [entry('cp-1', 'install-packages', 10, 40), entry('cp-1', 'pull-control-plane-images', 40, 70)] as const;

test('the packages of a worker wait for the images of the control plane, whose own packages do not', () => {
  const worker = [entry('w-1', 'add-repositories', 10, 20), entry('w-1', 'install-packages', 70, 90)] as const;
  expect(pathOf([inspection, ...leader, ...worker])).toEqual([
    'inspect-hosts',
    'cp-1 install-packages',
    'cp-1 pull-control-plane-images',
    'w-1 install-packages',
  ]);
});

test('a worker that went on before the milestone did not wait for it', () => {
  const worker = entry('w-1', 'install-packages', 20, 100);
  expect(pathOf([inspection, ...leader, worker])).toEqual(['inspect-hosts', 'w-1 install-packages']);
});
