import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.ts';
import { formatProblem, frameOf } from '../../../src/spec/problem.ts';
import { hosts } from './hosts.cases.ts';
import { identityAndVersion } from './identity-and-version.cases.ts';
import { idsAndNetworks } from './ids-and-networks.cases.ts';
import { keysAndTypes } from './keys-and-types.cases.ts';
import { labelsAndTaints } from './labels-and-taints.cases.ts';
import { mirrorsAndImages } from './mirrors-and-images.cases.ts';
import { textOf, validFile } from './mistake.ts';
import { sshAndSecrets } from './ssh-and-secrets.cases.ts';
import { theFile } from './the-file.cases.ts';

const options = { file: 'cluster.yaml', resolvePath: (path: string) => path };

const tables = {
  theFile,
  keysAndTypes,
  identityAndVersion,
  idsAndNetworks,
  sshAndSecrets,
  mirrorsAndImages,
  hosts,
  labelsAndTaints,
};

test('the file that the rows change has no mistake', () => {
  expect(parseSpec(validFile, options)).toHaveProperty('spec');
});

describe.each(Object.entries(tables))('%s', (_table, mistakes) => {
  test.each(mistakes)('$name is reported alone, with its place and what to write instead', (mistake) => {
    const text = textOf(mistake);
    const parsed = parseSpec(text, options);
    const problems = 'problems' in parsed ? parsed.problems : [];
    expect(problems.map(formatProblem)).toEqual([
      `cluster.yaml:${mistake.at}  ${mistake.what}\n    ${mistake.instead}`,
    ]);
    const printed = problems.map((problem) => `${formatProblem(problem)}\n${frameOf(text, problem)}`).join('\n');
    expect(printed).not.toContain('hunter2');
  });
});

test('all mistakes of a file are reported at once, in the order of the file', () => {
  const mistakes = [...keysAndTypes.slice(0, 1), ...identityAndVersion.slice(0, 3), ...hosts.slice(3, 4)];
  let text = validFile;
  for (const mistake of mistakes) {
    if ('change' in mistake) text = text.replace(mistake.change[0], () => mistake.change[1]);
  }
  const parsed = parseSpec(text, options);
  const places = 'problems' in parsed ? parsed.problems.map(({ line, column }) => `${line}:${column}`) : [];
  expect(places).toEqual(['1:13', '2:7', '3:19', '8:5', '12:47']);
});
