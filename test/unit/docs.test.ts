import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { generatedPages } from '../../scripts/write-docs.ts';
import { failures } from '../../src/model/failure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const skipped = new Set(['node_modules', 'build', 'dist', '.git', '.lab', 'golden']);

/** Paths of all files below a folder with that ending, relative to the root. */
function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

describe('what is made from the code is up to date', () => {
  test.each(Object.entries(generatedPages()))('%s is what `npm run docs` writes', (path, text) => {
    expect(read(path)).toBe(text);
  });
});

describe('every failure', () => {
  const code = ['src', 'activities', 'workflows']
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((path) => !/src\/model\/[a-z]+-failures\.ts$/.test(path))
    .map(read)
    .join('\n');

  test.each(Object.keys(failures))('%s is thrown somewhere', (failure) => {
    expect(code).toMatch(new RegExp(`'${failure}'|\\bfail ${failure} `));
  });
});

/** The anchors of a page, as headings make them. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead nowhere. Fenced code has none. */
function brokenLinksOf(path: string): readonly string[] {
  const page = read(path);
  const prose = page.replace(/^ *```[^]*?^ *```/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const other = file === '' ? path : relative(root, join(root, dirname(path), file));
    if (!existsSync(join(root, other))) return true;
    return anchor !== undefined && other.endsWith('.md') && !anchorsOf(read(other)).includes(anchor);
  });
}

describe('every relative link leads somewhere', () => {
  test.each(filesBelow('.', '.md'))('%s', (path) => {
    expect(brokenLinksOf(path)).toEqual([]);
  });
});

test('every dependency has its reason, and every reason its dependency', () => {
  const { dependencies, devDependencies } = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(read('package.json')));
  const all = { ...dependencies, ...devDependencies };
  const reasons = [...read('docs/adr/0008-dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(new Set(reasons)).toEqual(new Set(Object.keys(all)));
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every decision is in the list of decisions', () => {
  const listed = [...read('docs/adr/README.md').matchAll(/\]\((\d{4}-[a-z-]+\.md)\)/g)].map(([, file]) => file);
  expect(listed).toEqual(
    readdirSync(join(root, 'docs/adr'))
      .filter((file) => /^\d{4}-/.test(file))
      .toSorted(),
  );
});
