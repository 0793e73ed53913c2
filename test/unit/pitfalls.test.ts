import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isFailureCode } from '../../src/model/failure.ts';
import { packageFailures } from '../../src/model/package-failures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/pitfalls.md'), 'utf8');

/** A row of one of the tables: pitfall, how it is seen, what is done, the tests. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Pitfall '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Titles of the tests in a file, as they stand there. */
function titlesIn(path: string): string {
  return readFileSync(path, 'utf8').replaceAll("\\'", "'");
}

describe.each(rows.map((row) => ({ pitfall: row[1] ?? '', seen: row[2] ?? '', proof: row[4] ?? '' })))(
  'the pitfall: $pitfall',
  ({ seen, proof }) => {
    test('names tests that exist', () => {
      const links = [...proof.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
      expect(links).not.toEqual([]);
      for (const [, title = '', target = ''] of links) {
        const path = join(root, dirname('docs/pitfalls.md'), target);
        expect(existsSync(path), target).toBe(true);
        expect(titlesIn(path)).toMatch(new RegExp(`(test|describe|name:)[^\n]*\n?[^\n]*${escaped(title)}['"\`]`));
      }
    });

    test('names codes of the failure table', () => {
      const codes = [...seen.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code);
      expect(codes.filter((code) => !isFailureCode(code))).toEqual([]);
    });
  },
);

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

test('every failure of packages is a pitfall of its own', () => {
  const seen = rows.map((row) => row[2]).join('\n');
  expect(Object.keys(packageFailures).filter((code) => !seen.includes(`\`${code}\``))).toEqual([]);
});
