import { expect, test } from 'vitest';
import { meshLimit, targetsOf } from '../../../src/proof/pairs.ts';

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${index}`);

test('every node reaches every other one in a small cluster', () => {
  expect([...targetsOf(names(3))]).toEqual([
    ['n0', ['n1', 'n2']],
    ['n1', ['n0', 'n2']],
    ['n2', ['n0', 'n1']],
  ]);
});

test('a single node reaches nobody', () => {
  expect([...targetsOf(['n0'])]).toEqual([['n0', []]]);
});

test('in a large cluster each node reaches its two neighbours in a ring, so both directions are crossed', () => {
  const count = meshLimit + 1;
  const targets = targetsOf(names(count));
  expect(targets.get('n0')).toEqual(['n1', `n${count - 1}`]);
  expect(targets.get(`n${count - 1}`)).toEqual(['n0', `n${count - 2}`]);
  const directions = new Set([...targets].flatMap(([from, list]) => list.map((to) => `${from} ${to}`)));
  expect(directions.size).toBe(count * 2);
});
