import { expect, test } from 'vitest';
import { plainLook } from '../../../src/cli/show/look.ts';
import { problemText } from '../../../src/cli/show/problem-text.ts';
import type { SpecProblem } from '../../../src/spec/problem.ts';

const problem: SpecProblem = {
  file: 'harbour.yaml',
  line: 1,
  column: 88,
  path: 'spec.hosts[2].prot',
  what: '`prot` is not a key of `spec.hosts[2]`',
  instead: 'Did you mean `port`?',
};
const source =
  '    - { name: w-2, address: 10.88.0.12, role: worker, taints: [{ key: gpu, effect: NoExecute }], prot: 2222 }';
const at = (word: string): SpecProblem => ({ ...problem, column: source.indexOf(word) + 1 });

test('a mistake is shown with its place, the line with a mark, and what to write', () => {
  expect(problemText({ ...problem, column: 3 }, '  prot: 22', plainLook(80))).toEqual([
    'harbour.yaml:1:3  `prot` is not a key of `spec.hosts[2]`',
    '  1 |   prot: 22',
    '    |   ^',
    '  → Did you mean `port`?',
  ]);
});

test.each(['name', 'address', 'taints', 'effect', 'prot', '}'])(
  'in a narrow terminal the mark stands below %s',
  (word) => {
    const [, line = '', mark = ''] = problemText(at(word), source, plainLook(60));
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(mark.indexOf('^')).startsWith(word)).toBe(true);
  },
);

test('long sentences break between words, and a word that is wider than the terminal stays whole', () => {
  const url = `https://mirror.example.com/${'packages/'.repeat(10)}`;
  const what = `the mirror ${url} does not say for which minor of Kubernetes it holds packages`;
  expect(problemText({ ...problem, what, instead: `Write ${url}v{minor}.` }, '', plainLook(60))).toEqual([
    'harbour.yaml:1:88  the mirror',
    `  ${url}`,
    '  does not say for which minor of Kubernetes it holds',
    '  packages',
    '  → Write',
    `    ${url}v{minor}.`,
  ]);
});

test('a line that may show a secret is not repeated', () => {
  const text = problemText({ ...problem, secret: true }, 'key: hunter2', plainLook(80)).join('\n');
  expect(text).not.toContain('hunter2');
});
