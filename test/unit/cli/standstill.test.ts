import { expect, test } from 'vitest';
import { standstill } from '../../../src/cli/standstill.ts';
import { emptyNode, emptyProgress } from '../../../src/model/progress.ts';
import type { NodeProgress } from '../../../src/model/progress.ts';

const progressOf = (...states: readonly NodeProgress['state'][]) => ({
  ...emptyProgress('harbour', 0),
  nodes: states.map((state, index) => ({ ...emptyNode(`n-${index}`, 0), state })),
});

function lookedAt(...looks: readonly (readonly [at: number, ...states: NodeProgress['state'][]])[]) {
  let now = 0;
  const watch = standstill(() => now);
  for (const [at, ...states] of looks) {
    now = at;
    watch.look(progressOf(...states));
  }
  return watch;
}

test('a build stands still when nothing but parked nodes is left', () => {
  const watch = lookedAt([0, 'parked', 'waiting', 'done'], [6000, 'parked', 'waiting', 'done']);
  expect(watch.signal.aborted).toBe(true);
  expect(watch.nodes().map(({ node }) => node)).toEqual(['n-0']);
});

test('a build with a node at work does not stand still', () => {
  expect(lookedAt([0, 'parked', 'running'], [60_000, 'parked', 'running']).signal.aborted).toBe(false);
});

test('a node that waits for a milestone for a moment is no standstill', () => {
  const watch = lookedAt([0, 'parked', 'waiting'], [3000, 'parked', 'running'], [9000, 'parked', 'waiting']);
  expect(watch.signal.aborted).toBe(false);
});

test('a build in which nobody is parked does not stand still', () => {
  expect(lookedAt([0, 'waiting', 'done'], [60_000, 'waiting', 'done']).signal.aborted).toBe(false);
});
