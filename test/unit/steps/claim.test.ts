import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lines } from '../../../src/shell/sh.ts';
import type { Shell } from '../../../src/shell/sh.ts';
import { claimScript, releaseScript, unclaimScript } from '../../../src/steps/claim.ts';
import { prelude } from '../../../src/steps/prelude.ts';
import { saidFailure } from '../../../src/steps/records.ts';

const run = promisify(execFile);
let folder: string;
let claim: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-claim-'));
  claim = join(folder, 'slipway/cluster');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs a script with `/etc` in the folder; gives the failure it named, or what it said. */
async function inFolder(script: Shell): Promise<string> {
  const text = lines(prelude, script).text.replaceAll('/etc/', `${folder}/`);
  const { stdout } = await run('sh', ['-c', text]).catch((error: { stdout: string }) => error);
  return saidFailure(stdout)?.message ?? stdout.trim();
}

const harbour = { cluster: 'harbour', node: 'w-1', build: 'b-1' };
const other = { cluster: 'other', node: 'w-1', build: 'b-2' };

test('of many that claim a host at the same moment one cluster has it, and all others are told which', async () => {
  const claimants = Array.from({ length: 20 }, (_, index) => ({ ...other, cluster: `c-${index}` }));
  const said = await Promise.all(claimants.map((claimant) => inFolder(claimScript(claimant))));
  const [owner] = (await readFile(claim, 'utf8')).split('\n');
  expect(said.filter((words) => words === '')).toHaveLength(1);
  expect(new Set(said)).toEqual(new Set(['', `the host is claimed by cluster ${owner}`]));
  await expect(run('ls', ['-A', join(folder, 'slipway')])).resolves.toMatchObject({ stdout: 'cluster\n' });
});

test('a claim that comes and goes meanwhile is taken or told of, never an error', async () => {
  const rounds = Array.from({ length: 6 }, async (_, index) => {
    const claimant = { ...other, cluster: `c-${index}` };
    for (let round = 0; round < 8; round += 1) {
      const said = await inFolder(claimScript(claimant));
      expect(said).toMatch(/^$|^the host is claimed by cluster c-\d$/);
      await inFolder(unclaimScript(claimant));
    }
  });
  await Promise.all(rounds);
  expect(existsSync(join(folder, 'slipway'))).toBe(false);
});

test('a host that is claimed already is found so by its own cluster, and is no second node of it', async () => {
  await inFolder(claimScript(harbour));
  const before = await readFile(claim, 'utf8');
  expect(before).toMatch(/^harbour\nnode w-1\nsince \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nbuild b-1\n$/);
  await expect(inFolder(claimScript({ ...harbour, build: 'b-9' }))).resolves.toBe('');
  await expect(readFile(claim, 'utf8')).resolves.toBe(before);
  await expect(inFolder(claimScript({ ...harbour, node: 'w-2' }))).resolves.toBe(
    'the machine is the node w-1 of harbour already',
  );
});

test.each([
  ['another cluster', other],
  ['an earlier build of the same cluster', { ...harbour, build: 'b-0' }],
  ['the same build for another node', { ...harbour, node: 'w-2' }],
])('a build gives back its own claim alone, not that of %s', async (_name, claimant) => {
  await inFolder(claimScript(harbour));
  await inFolder(unclaimScript(claimant));
  expect(existsSync(claim)).toBe(true);
  await inFolder(unclaimScript(harbour));
  expect(existsSync(join(folder, 'slipway'))).toBe(false);
});

test('a claim is released for the cluster that was seen, where no node is on the host', async () => {
  await inFolder(claimScript(harbour));
  await expect(inFolder(releaseScript('other'))).resolves.toContain('claimed by harbour by now');
  await run('mkdir', ['-p', join(folder, 'kubernetes')]);
  await run('touch', [join(folder, 'kubernetes/kubelet.conf')]);
  await expect(inFolder(releaseScript('harbour'))).resolves.toContain('a node of harbour lives on this host');
  await rm(join(folder, 'kubernetes'), { recursive: true });
  await expect(inFolder(releaseScript('harbour'))).resolves.toBe('released');
  await expect(inFolder(releaseScript('harbour'))).resolves.toBe('unclaimed');
});
