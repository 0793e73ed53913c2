import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { captureTerminal } from '../../support/captured-terminal.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
});
afterAll(() => rm(cwd, { recursive: true }));

async function slipway(...argv: string[]) {
  const captured = captureTerminal({ cwd });
  return { exit: await run(argv, captured.terminal), out: captured.out(), err: captured.err() };
}

const commands = [
  'dev',
  'worker',
  'validate',
  'bundle',
  'plan',
  'apply',
  'watch',
  'status',
  'retry',
  'skip',
  'abort',
  'verify',
  'kubeconfig',
  'reset',
];

describe.each(commands)('slipway %s --help', (command) => {
  test('teaches: an example, the shared options, and the exit codes', async () => {
    const { exit, out } = await slipway(command, '--help');
    expect(exit).toBe(0);
    expect(out).toMatch(/Examples?:\n/);
    expect(out).toContain(`slipway ${command}`);
    expect(out).toContain('--output');
    expect(out).toMatch(/exit codes:/i);
  });
});

describe.each([
  { to: 'a terminal', tty: true },
  { to: 'a pipe', tty: false },
])('help that is shown in $to', ({ tty }) => {
  test.each([[], ...commands.map((command) => [command])].map((argv) => [...argv, '--help']))(
    'fits 80 columns: slipway %s',
    async (...argv) => {
      const captured = captureTerminal({ cwd, tty });
      await run(argv, captured.terminal);
      const lines = captured.out().split('\n');
      expect(lines.length).toBeGreaterThan(20);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    },
  );
});

test('the help of the program names every command', async () => {
  const { exit, out } = await slipway('--help');
  expect(exit).toBe(0);
  expect(commands.filter((command) => !out.includes(`  ${command} `))).toEqual([]);
});

test('the version is that of the package', async () => {
  expect((await slipway('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [['aply'], 'Did you mean apply'],
  [['apply', '--detatch'], 'Did you mean --detach'],
  [['retry'], "missing required argument 'name'"],
  [['plan', '-o', 'xml'], 'Allowed choices are text, json'],
  [['dev', '--port', 'http'], 'A port is a number from 1 to 65535'],
  [['apply', '-f', 'absent.yaml'], 'The cluster file cannot be read: absent.yaml'],
])('%j is a mistake in the input, and says which', async (argv, message) => {
  const { exit, err } = await slipway(...argv);
  expect(exit).toBe(2);
  expect(err).toContain(message);
});

test('a broken cluster file is refused with its places, and nothing is asked of a server', async () => {
  await writeFile(
    join(cwd, 'broken.yaml'),
    'apiVersion: slipway.dev/v1alpha1\nkind: Cluster\nmetadata: { name: Harbour }\n',
  );
  const { exit, err } = await slipway('apply', '-f', 'broken.yaml', '--address', '127.0.0.1:1');
  expect(exit).toBe(2);
  expect(err).toMatch(/^broken\.yaml:\d+:\d+ {2}/);
  expect(err).toMatch(/\d+ mistakes? in broken\.yaml; nothing was started\./);
});

test('a broken cluster file is told to machines as values', async () => {
  await writeFile(join(cwd, 'broken.yaml'), 'kind: Cluster\n');
  const { exit, out, err } = await slipway('validate', '-f', 'broken.yaml', '-o', 'json');
  expect(exit).toBe(2);
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({
    error: { code: 'spec-invalid' },
    problems: [{ file: 'broken.yaml', line: 1, path: 'apiVersion' }, { path: 'metadata' }, { path: 'spec' }],
  });
});

test('a cluster file in order is told so', async () => {
  await writeFile(join(cwd, 'cluster.yaml'), cluster);
  const { exit, out } = await slipway('validate');
  expect([exit, out]).toEqual([0, 'cluster.yaml is in order: harbour, 2 hosts, Kubernetes 1.30.\n']);
});

test('where no server answers, the way to start one is told', async () => {
  const { exit, err } = await slipway('status', '--address', '127.0.0.1:1');
  expect(exit).toBe(9);
  expect(err).toContain('No Temporal server answers at 127.0.0.1:1');
  expect(err).toContain('slipway dev');
});

test('reset does nothing without a terminal to ask on', async () => {
  await writeFile(join(cwd, 'cluster.yaml'), cluster);
  const { exit, err } = await slipway('reset', '--address', '127.0.0.1:1');
  expect(exit).toBe(2);
  expect(err).toContain('Nothing was changed. Give --yes');
});

test('reset refuses a host that the cluster does not have', async () => {
  await writeFile(join(cwd, 'cluster.yaml'), cluster);
  const { exit, err } = await slipway('reset', '--yes', '--host', 'w-9');
  expect(exit).toBe(2);
  expect(err).toContain('harbour has no host named w-9');
  expect(err).toContain('It has: cp-1, w-1.');
});

const cluster = `apiVersion: slipway.dev/v1alpha1
kind: Cluster
metadata: { name: harbour }
spec:
  kubernetes: { version: "1.30" }
  ssh: { user: ops, key: { file: ~/.ssh/id_ed25519 } }
  hosts:
    - { name: cp-1, address: 192.0.2.11, role: control-plane }
    - { name: w-1, address: 192.0.2.12, role: worker }
`;
