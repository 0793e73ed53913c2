import { frameOf, type SpecProblem } from '../../spec/problem.ts';
import type { Look } from './look.ts';
import { wrapWhole } from './wrap.ts';

/** A mistake in a cluster file for people: its place and what is wrong, the line with a mark, what to write instead. */
export function problemText(problem: SpecProblem, source: string, { paint, width }: Look): string[] {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const [first = '', ...rest] = wrapWhole(`${place} ${problem.what}`, width - 1, '  ');
  const frame = frameOf(source, problem, width);
  return [
    first.replace(`${place} `, () => `${paint.bold(place)}  `),
    ...rest,
    ...(frame ? frame.split('\n').map(paint.dim) : []),
    ...wrapWhole(`→ ${problem.instead}`, width - 2, '  ').map((line) => `  ${line}`),
  ];
}
