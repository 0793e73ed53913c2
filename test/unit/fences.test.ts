import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Imports that a fence refuses: the folder of the file, and what it imports. */
const refused: readonly (readonly [string, string])[] = [
  ['src/model', '../spec/parse.ts'],
  ['src/model', 'zod'],
  ['src/model', 'node:fs'],
  ...['spec', 'shell', 'os', 'render', 'facts', 'proof', 'steps', 'phases'].flatMap((folder) =>
    ['node:fs', 'ssh2', '@kubernetes/client-node', '@temporalio/common', '../remote/remote.ts', '../kube/exec.ts'].map(
      (specifier) => [`src/${folder}`, specifier] as const,
    ),
  ),
  ['src/steps', '../cli/run.ts'],
  ['src/steps', '../dev/free-port.ts'],
  ['src/steps', '../seal/seal.ts'],
  ['src/steps', '../worker.ts'],
  ['src/phases', '../../activities/index.ts'],
  ['src/phases', '../../workflows/index.ts'],
  ['src/phases', '../../lab/site.ts'],
  ['src/seal', '../model/cluster.ts'],
  ['src/seal', 'node:fs'],
  ['src/remote', '../steps/disable-swap.ts'],
  ['src/remote', '../kube/exec.ts'],
  ['src/remote', '@kubernetes/client-node'],
  ['src/remote', '@temporalio/activity'],
  ['src/remote', '../../activities/index.ts'],
  ['src/kube', '../phases/index.ts'],
  ['src/kube', 'ssh2'],
  ['src/kube', '@temporalio/activity'],
  ['src/kube', '../../workflows/index.ts'],
  ['src/dev', '../remote/remote.ts'],
  ['src/dev', '../steps/disable-swap.ts'],
  ['src/dev', '@temporalio/worker'],
  ['src/dev', '../cli/run.ts'],
  ['src/cli', '../remote/remote.ts'],
  ['src/cli', '../kube/exec.ts'],
  ['src/cli', '../steps/disable-swap.ts'],
  ['src/cli', '@temporalio/worker'],
  ['src/cli/commands', '../../../activities/index.ts'],
  ['src', './remote/remote.ts'],
  ['src', './cli/run.ts'],
  ['src', '@temporalio/client'],
  ['workflows', '../src/steps/disable-swap.ts'],
  ['workflows', '../src/phases/index.ts'],
  ['workflows', '../activities/index.ts'],
  ['workflows', '@temporalio/client'],
  ['workflows', 'node:fs'],
  ['workflows', 'yaml'],
  ['activities', '../workflows/index.ts'],
  ['activities', '../src/cli/run.ts'],
  ['activities', '../src/worker.ts'],
  ['activities', '@temporalio/client'],
  ['activities', '@temporalio/workflow'],
  ['activities', 'ssh2'],
  ['activities', '../lab/site.ts'],
  ['lab', '../src/steps/disable-swap.ts'],
  ['lab/hosts', '../../src/remote/remote.ts'],
  ['lab/hosts', '../../src/worker.ts'],
  ['lab', '../activities/index.ts'],
  ['lab', '@temporalio/client'],
  ['demo', '../src/cli/run.ts'],
  ['demo', '../lab/main.ts'],
  ['chaos', '../src/cli/run.ts'],
  ['chaos', '../lab/main.ts'],
  ['chaos', '../workflows/messages.ts'],
  ['examples', '../src/index.ts'],
  ['examples', '../workflows/index.ts'],
];

/** Imports that every folder needs and that no fence may refuse. */
const legal: Readonly<Record<string, readonly string[]>> = {
  'src/model': ['./cluster.ts'],
  'src/spec': ['./problem.ts', '../model/cluster.ts', 'zod', 'yaml'],
  'src/shell': ['./secret.ts', '../model/failure.ts'],
  'src/os': ['./family.ts', '../model/facts.ts', '../shell/sh.ts'],
  'src/render': ['../model/cluster.ts', 'yaml'],
  'src/facts': ['../model/facts.ts', '../shell/sh.ts'],
  'src/proof': ['../model/proof.ts', '../render/proof-pods.ts', '../shell/sh.ts'],
  'src/steps': ['../model/plan.ts', '../os/index.ts', '../render/kubeadm.ts', '../shell/sh.ts', '../proof/verdict.ts'],
  'src/phases': ['../steps/disable-swap.ts', '../os/index.ts', '../model/plan.ts', '../shell/sh.ts'],
  'src/seal': ['node:crypto', './seal.ts'],
  'src/remote': ['node:net', 'ssh2', '../model/failure.ts', '../shell/sh.ts'],
  'src/kube': [
    '@kubernetes/client-node',
    '../model/proof.ts',
    '../proof/verdict.ts',
    '../remote/remote.ts',
    'node:net',
  ],
  'src/dev': ['node:child_process', '@temporalio/client', '@temporalio/common', '../model/names.ts'],
  'src/cli': ['@temporalio/client', '../spec/parse.ts', '../phases/index.ts', '../seal/seal.ts', '../dev/free-port.ts'],
  'src/cli/commands': ['../../model/names.ts', '../../../workflows/messages.ts', 'commander', 'node:path'],
  src: ['./model/failure.ts', './spec/parse.ts', './seal/seal.ts', '../workflows/messages.ts'],
  workflows: ['./messages.ts', '@temporalio/workflow', '@temporalio/common', '../src/model/plan.ts'],
  activities: ['@temporalio/activity', '@temporalio/common', '../src/remote/remote.ts', '../src/steps/compile.ts'],
  lab: ['node:fs', './site.ts', '../src/spec/parse.ts', '../src/model/cluster.ts', 'yaml', 'zod', 'commander'],
  'lab/hosts': ['../paths.ts', '../../src/spec/parse.ts', '../../src/model/cluster.ts'],
  demo: ['./paths.ts', 'node:child_process', 'zod'],
  chaos: ['./paths.ts', 'node:child_process', '@temporalio/client', 'yaml', 'zod'],
  examples: ['slipway', '@temporalio/client', 'node:fs/promises'],
  bench: ['../src/phases/index.ts', '../src/model/result.ts', '../lab/site.ts'],
  scripts: ['../src/phases/index.ts', 'node:fs'],
  'test/unit': ['../../src/remote/remote.ts', '../../workflows/index.ts', '../../lab/site.ts'],
};

/** The file of a planted import; the fence of `src` itself is for the package's exports. */
const fileOf = (folder: string, name: string): string => (folder === 'src' ? 'src/index.ts' : `${folder}/${name}.ts`);

let copy = '';

const reportOf = z.object({
  diagnostics: z.array(
    z.object({
      filename: z.string(),
      code: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

interface Finding {
  readonly file: string;
  readonly line: number;
}

/** Every import that oxlint refuses in a tree that has these lines in these files. */
function lint(files: ReadonlyMap<string, readonly string[]>): readonly Finding[] {
  rmSync(copy, { recursive: true, force: true });
  for (const [file, lines] of files) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    writeFileSync(join(copy, file), `${lines.join('\n')}\n`);
  }
  copyFileSync(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
  const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
  const only = ['-A', 'all', '-D', 'no-restricted-imports', '--format', 'json'];
  return reportOf
    .parse(JSON.parse(run(oxlint, only)))
    .diagnostics.filter(({ code }) => code.includes('no-restricted-imports'))
    .map(({ filename, labels }) => ({ file: filename, line: labels[0]?.span.line ?? 0 }));
}

function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { cwd: copy, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') return error.stdout;
    throw error;
  }
}

const importOf = (specifier: string, index: number): string => `export { thing as thing${index} } from '${specifier}';`;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'slipway-fences-'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a fence refuses', () => {
  const planted = new Map<string, string[]>();
  const places = refused.map(([folder, specifier]) => {
    const file = fileOf(folder, 'planted');
    const lines = planted.get(file) ?? [];
    lines.push(importOf(specifier, lines.length));
    planted.set(file, lines);
    return { folder, specifier, file, line: lines.length };
  });
  let found: readonly Finding[] = [];
  beforeAll(() => {
    found = lint(planted);
  });

  test.each(places)('$specifier in $folder', ({ file, line }) => {
    expect(found).toContainEqual({ file, line });
  });
});

test('no fence refuses what a folder may import', () => {
  const files = Object.entries(legal).map(([folder, specifiers]) => [fileOf(folder, 'legal'), specifiers] as const);
  const found = lint(new Map(files.map(([file, specifiers]) => [file, specifiers.map(importOf)])));
  const names = found.map(({ file, line }) => `${file}: ${new Map(files).get(file)?.[line - 1]}`);
  expect(names).toEqual([]);
});

test('workflow code may import types from anywhere, and values only from the model', () => {
  const lines = ["import type { Activities } from '../activities/index.ts';", 'export type Known = Activities;'];
  expect(lint(new Map([['workflows/planted.ts', lines]]))).toEqual([]);
});

test('every folder of src has a fence', () => {
  const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const fenced = new Set(
    [...config.matchAll(/"src\/\{?([a-z,]+)\}?\/\*\*"/g)].flatMap(([, names]) => names?.split(',') ?? []),
  );
  expect(folders.map(({ name }) => name).filter((name) => !fenced.has(name))).toEqual([]);
});
