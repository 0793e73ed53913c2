import { readFileSync, writeFileSync } from 'node:fs';
import { parseSpec } from '../src/spec/parse.ts';
import { formatProblem } from '../src/spec/problem.ts';
import { specDocs } from '../src/spec/spec-docs.ts';

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** The text of `docs/spec.md` as the definition and the minimal example make it. */
export function currentSpecDocs(): string {
  const example = readFileSync(fromRoot('examples/minimal.yaml'), 'utf8');
  const broken = example
    .replace("'1.30'", '1.30')
    .replace('role: worker', 'role: workr')
    .replace('user: ops', 'usr: ops');
  const parsed = parseSpec(broken, { file: 'cluster.yaml', resolvePath: (path) => path });
  const mistakes = 'problems' in parsed ? parsed.problems.map(formatProblem).join('\n') : '';
  return specDocs({ example, mistakes });
}

if (process.argv[1]?.endsWith('write-spec-docs.ts')) writeFileSync(fromRoot('docs/spec.md'), currentSpecDocs());
