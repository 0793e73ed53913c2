import { expect, test } from 'vitest';
import { plainLook } from '../../../src/cli/show/look.ts';
import { watchView } from '../../../src/cli/show/watch-view.ts';
import { progressAfter, type NodeProgress, type NodeState, type Progress } from '../../../src/model/progress.ts';
import { at, diskFull, progress } from '../../support/build-fixtures.ts';

const [first] = progress.nodes;
if (!first) throw new Error('the fixture has nodes');

const node = (name: string, state: NodeState): NodeProgress => {
  const { failure: _failure, ...plain } = { ...first, node: name, state };
  return state === 'parked' ? { ...plain, failure: diskFull } : plain;
};

const large: Progress = {
  ...progress,
  nodes: [
    ...Array.from({ length: 200 }, (_, index) => node(`done-${index}`, 'done')),
    node('stuck', 'parked'),
    ...Array.from({ length: 50 }, (_, index) => node(`late-${index}`, 'pending')),
    node('busy', 'running'),
  ],
};

const view = (height: number) => watchView(large, { ...plainLook(80), now: at(61), height, footer: 'q leaves' });

test.each([24, 30, 50])('a build of 252 nodes fits %i rows of a terminal', (height) => {
  expect(view(height).length).toBeLessThan(height);
});

test('nodes that need an eye are shown before those that do not', () => {
  const text = view(30).join('\n');
  expect(text).toContain('! stuck');
  expect(text).toContain('› busy');
  expect(text).toMatch(/… and \d+ more: \d+ pending, 200 done/);
});

test('the way to leave stays the last line', () => {
  expect(view(24).at(-1)).toBe('q leaves');
});

test('a build without height shows every node', () => {
  expect(watchView(large, { ...plainLook(80), now: at(61) }).join('\n')).toContain('late-49');
});

test('a step that waits on its host gives its place to what it waits for, until something else happens', () => {
  const waitsFor = 'waiting for dpkg (pid 811), which holds the lock of apt';
  const held = progressAfter(progress, { type: 'held-up', node: 'cp-1', at: at(40), waitsFor });
  expect(watchView(held, { ...plainLook(140), now: at(61) }).join('\n')).toContain(waitsFor);
  const ended = progressAfter(held, { type: 'finished', node: 'cp-1', at: at(60), count: 1, changed: 1 });
  expect(watchView(ended, { ...plainLook(140), now: at(61) }).join('\n')).not.toContain(waitsFor);
});

test('the clock of a build that ended stands still', () => {
  const ended: Progress = { ...progress, state: 'proven' };
  const [early] = watchView(ended, { ...plainLook(80), now: at(100) });
  const [late] = watchView(ended, { ...plainLook(80), now: at(9000) });
  expect(late).toBe(early);
});
