import { expect, test } from 'vitest';
import { remainsOf } from '../../../src/model/remains.ts';
import { undoWords } from '../../../src/model/undo.ts';
import { plan, result } from '../../support/build-fixtures.ts';

test('what a stopped build leaves is told per step in the order of the build, with the way back', () => {
  const [first, second] = result.nodes;
  if (!first || !second) throw new Error('the fixture has two nodes');
  const results = [
    { ...first, changed: ['install-packages', 'disable-swap'], unfinished: [] },
    { ...second, changed: ['disable-swap'], unfinished: ['install-packages'] },
  ];
  const undo = { kept: 'it does no harm' };
  expect(remainsOf(plan.nodes, results)).toMatchObject([
    { step: 'disable-swap', title: 'Turn swap off', undo, nodes: ['cp-1', 'w-1'], unfinished: [] },
    { step: 'install-packages', nodes: ['cp-1'], unfinished: ['w-1'] },
  ]);
});

test('a way back is a sentence: what a reset does, or why it stays', () => {
  expect(undoWords({ reset: 'removes the claim last' })).toBe('A reset removes the claim last.');
  expect(undoWords({ kept: 'it does no harm' })).toBe('Stays: it does no harm.');
});
