import { expect, test } from 'vitest';
import { changes, eventLine } from '../../../src/cli/show/event-lines.ts';
import { progressAfter } from '../../../src/model/progress.ts';
import { at, progress, startedAt } from '../../support/build-fixtures.ts';

test('nothing is said where nothing changed', () => {
  expect(changes(progress, progress, at(70))).toEqual([]);
});

test('a step that is done is not an event of its own; the next one is', () => {
  const counted = progressAfter(progress, { type: 'finished', node: 'cp-1', at: at(62), count: 1, changed: 1 });
  expect(changes(progress, counted, at(62))).toEqual([]);
  const next = progressAfter(counted, {
    type: 'started',
    node: 'cp-1',
    at: at(63),
    phase: 'network',
    step: 'Apply flannel',
  });
  expect(changes(counted, next, at(64)).map((event) => eventLine(event, startedAt))).toEqual([
    '   1:03  cp-1        network: Apply flannel (12/20)',
  ]);
});

test('what a step waits for on its host is told when it begins and when it ends, at those times', () => {
  const waitsFor = 'waiting for dpkg (pid 811), which holds the lock of apt';
  const held = progressAfter(progress, { type: 'held-up', node: 'cp-1', at: at(70), waitsFor });
  expect(changes(progress, held, at(70)).map((event) => eventLine(event, startedAt))).toEqual([
    `   1:10  cp-1        control-plane: Initialise the control plane with kubeadm: ${waitsFor} (11/20)`,
    '   1:10  harbour     control plane held up',
  ]);
  expect(changes(held, held, at(71))).toEqual([]);
  const goesOn = progressAfter(held, { type: 'held-up', node: 'cp-1', at: at(75), waitsFor: '' });
  expect(changes(held, goesOn, at(75)).map((event) => eventLine(event, startedAt))).toEqual([
    '   1:15  cp-1        control-plane: Initialise the control plane with kubeadm (11/20)',
  ]);
});

test('a retried node is told of again when it parks with another reason', () => {
  const again = progressAfter(progress, {
    type: 'parked',
    node: 'w-2',
    at: at(90),
    failure: { code: 'mirror-unreachable', message: 'mirror.example does not answer' },
  });
  expect(changes(progress, again, at(90))).toMatchObject([
    { node: 'w-2', state: 'parked', failure: { code: 'mirror-unreachable' } },
  ]);
});

test('a milestone is told once', () => {
  const reached = progressAfter(progress, { type: 'reached', node: 'cp-1', at: at(70), milestone: 'api-ready' });
  expect(changes(progress, reached, at(70)).map((event) => event.text)).toEqual(['API ready']);
  expect(changes(reached, reached, at(71))).toEqual([]);
});

test('a line of a long build shows hours', () => {
  const event = { at: at(3723), cluster: 'harbour', state: 'proven', text: 'proven' };
  expect(eventLine(event, startedAt)).toBe('1:02:03  harbour     proven');
});
