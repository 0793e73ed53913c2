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

test('a worker that let the control plane go first waited for the part of init that ran until then, and at most for all of it', () => {
  const init = entry('cp-1', 'init-control-plane', 70, 100);
  const pathBy = (begin: number): { readonly steps: readonly string[]; readonly seconds: number } => {
    const timeline = [inspection, ...leader, init, entry('w-1', 'install-packages', begin, begin + 50)];
    return { steps: pathOf(timeline), seconds: criticalPath(timeline).seconds };
  };
  const steps = [
    'inspect-hosts',
    'cp-1 install-packages',
    'cp-1 pull-control-plane-images',
    'cp-1 init-control-plane',
    'w-1 install-packages',
  ];
  expect(pathBy(85)).toEqual({ steps, seconds: 0.135 });
  expect(pathBy(110)).toEqual({ steps, seconds: 0.15 });
});

test('a worker that went on before the milestone did not wait for it', () => {
  const worker = entry('w-1', 'install-packages', 20, 100);
  expect(pathOf([inspection, ...leader, worker])).toEqual(['inspect-hosts', 'w-1 install-packages']);
});
