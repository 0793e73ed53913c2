import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import { lab } from './run-lab.ts';
import { startWorker } from './slipway.ts';
import type { WorkerProcess } from './slipway.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';

const hosts = ['k-1', 'k-2'];
let site: SlipwaySite;
let worker: WorkerProcess | undefined;
let files: Readonly<Record<string, string>>;

beforeAll(async () => {
  site = await slipwaySite('claims', { worker: false });
  // A build that has claimed its hosts parks a moment later.
  await Promise.all(hosts.map(site.giveIdsAway));
  const claims = join(site.output, 'cluster.yaml');
  const other = join(site.output, 'other.yaml');
  files = { claims, other };
  const text = await readFile(claims, 'utf8');
  await writeFile(
    other,
    text
      .replace('name: claims }', 'name: other }')
      .replace('role: worker', 'role: now-control-plane')
      .replace('role: control-plane', 'role: worker')
      .replace('now-control-plane', 'control-plane'),
  );
});
afterAll(async () => {
  await worker?.kill();
  await site?.end();
});

const fileOf = (cluster: string): string => files[cluster] ?? '';

/** Starts both builds while nobody works, so that a worker that comes begins both at the same moment. */
async function beginBoth(): Promise<void> {
  await worker?.kill();
  await Promise.all(Object.values(files).map((file) => site.dev.slipway('apply', '-f', file, '--detach')));
}

interface Race {
  readonly winner: string;
  readonly loser: string;
  readonly refusals: readonly Failure[];
}

async function decided(): Promise<Race> {
  const ends = await Promise.all(
    Object.keys(files).map(async (cluster) => {
      const parked = site.builds
        .build(cluster)
        .until(({ nodes }) => nodes.length === hosts.length && nodes.every(({ state }) => state === 'parked'));
      if (await parked.catch(() => undefined)) return { cluster, refusals: [] };
      const { stdout } = await site.dev.slipway('status', cluster, '-o', 'json');
      const { failures }: { readonly failures: readonly Failure[] } = JSON.parse(stdout);
      return { cluster, refusals: failures };
    }),
  );
  const won = ends.find(({ refusals }) => refusals.length === 0);
  const lost = ends.find(({ refusals }) => refusals.length > 0);
  if (!won || !lost) throw new Error(`not one winner: ${JSON.stringify(ends)}`);
  return { winner: won.cluster, loser: lost.cluster, refusals: lost.refusals };
}

async function owners(): Promise<readonly string[]> {
  const { stdout } = await site.dev.slipway('claims', '-f', fileOf('claims'), '-o', 'json');
  const { claims }: { readonly claims: readonly { readonly owner: string }[] } = JSON.parse(stdout);
  return claims.map(({ owner }) => owner);
}

function expectClearRefusal({ winner, refusals }: Race): void {
  const said = new Set(refusals.map(({ code, message }) => `${code}: ${message}`));
  expect(said).toEqual(new Set([`cluster-exists: the host is claimed by cluster ${winner}`]));
  for (const { host } of refusals) expect(hosts).toContain(host);
}

describe('two clusters that want the same machines at the same moment', () => {
  test.each([1, 2])('end with one that has them all, and one that is told who has them: round %i', async () => {
    await beginBoth();
    worker = startWorker(site.dev.address);
    const race = await decided();
    expectClearRefusal(race);
    const { winner, loser } = race;
    await expect(owners()).resolves.toEqual([winner, winner]);
    const text = await site.dev.slipway('status', loser);
    expect([text.code, text.stderr]).toEqual([4, expect.stringContaining(`the host is claimed by cluster ${winner}`)]);
    expect(await site.dev.slipway('abort', winner)).toMatchObject({ code: 0 });
    expect(await site.dev.slipway('watch', winner)).toMatchObject({ code: 7 });
    expect(await site.dev.slipway('reset', '-f', fileOf(winner), '--yes')).toMatchObject({ code: 0 });
    await expect(owners()).resolves.toEqual(['', '']);
  });

  test('end so too where the worker of both is killed between the claims of one host and the other', async () => {
    await lab('delay', 'claims/k-2', '800');
    await beginBoth();
    const claimed = site.asRoot('k-1', 'until [ -e /etc/slipway/cluster ]; do sleep 0.02; done');
    worker = startWorker(site.dev.address);
    await claimed;
    await worker.kill();
    await lab('delay', 'claims/k-2', '0');
    worker = startWorker(site.dev.address);
    const race = await decided();
    expectClearRefusal(race);
    const { winner, loser } = race;
    const attempts = await Promise.all([winner, loser].map((name) => site.builds.build(name).attempts('claimHosts')));
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    await expect(owners()).resolves.toEqual([winner, winner]);
  });
});

describe('a claim', () => {
  test('of a build that goes on is not released', async () => {
    const [owner = ''] = await owners();
    await expect(site.refusal('release', '-f', fileOf('claims'), 'k-2')).resolves.toBe(
      `4 claim-in-use: ${owner} is being built or reset right now`,
    );
  });

  test('of a build that is no more is seen, keeps its host, and is released', async () => {
    const [gone = ''] = await owners();
    const heir = gone === 'claims' ? 'other' : 'claims';
    await site.builds.build(gone).terminate();
    const { stdout } = await site.dev.slipway('claims', '-f', fileOf(heir));
    for (const host of hosts)
      expect(stdout).toMatch(new RegExp(`${host} .*${gone}, no node on it yet +${host} +\\d{4}-\\d\\d-\\d\\d .* UTC`));
    const refused = await site.dev.slipway('apply', '-f', fileOf(heir), '-o', 'json');
    const message = `the host is claimed by cluster ${gone}`;
    expect(JSON.parse(refused.stdout).failures).toEqual(
      expect.arrayContaining(hosts.map((host) => expect.objectContaining({ code: 'cluster-exists', host, message }))),
    );
    for (const host of hosts)
      expect(await site.dev.slipway('release', '-f', fileOf(heir), host)).toMatchObject({
        code: 0,
        stdout: `${host} was claimed by ${gone}; it is free now.\n`,
      });
    expect((await site.dev.slipway('release', '-f', fileOf(heir), 'k-1')).stdout).toBe('Nobody has claimed k-1.\n');
    await site.dev.slipway('apply', '-f', fileOf(heir), '--detach');
    await site.builds
      .build(heir)
      .until(({ nodes }) => nodes.every(({ state }) => state === 'parked') && nodes.length > 0);
    await expect(owners()).resolves.toEqual([heir, heir]);
  });
});
