import { expect, test } from 'vitest';
import type { SpecProblem } from '../../../src/spec/problem.ts';
import { formatProblem, frameOf } from '../../../src/spec/problem.ts';

const problem: SpecProblem = {
  file: 'cluster.yaml',
  line: 2,
  column: 7,
  path: 'kind',
  what: '`kind` is wrong',
  instead: 'Write `kind: Cluster`.',
};

test('a problem is shown as place, mistake and, below, what to write', () => {
  expect(formatProblem(problem)).toBe('cluster.yaml:2:7  `kind` is wrong\n    Write `kind: Cluster`.');
});

test('the frame marks the column', () => {
  expect(frameOf('a: 1\nkind: Custer\n', problem)).toBe('  2 | kind: Custer\n    |       ^');
});

test('the frame of a long line shows the part that counts', () => {
  const text = `a: 1\n${'x'.repeat(500)}`;
  const [line, mark] = frameOf(text, { ...problem, column: 300 }).split('\n');
  expect(line?.length).toBeLessThan(120);
  expect(mark?.indexOf('^')).toBeLessThan(line?.length ?? 0);
});

test('a line that may show a secret has no frame', () => {
  expect(frameOf('a: 1\nsudo: { password: hunter2 }\n', problem)).toBe('');
  expect(frameOf('a: 1\n  hunter2\n', { ...problem, secret: true })).toBe('');
});

test('a problem of a line that is not there has no frame', () => {
  expect(frameOf('a: 1\n', { ...problem, line: 9 })).toBe('');
});
