import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullControlPlaneImages } from '../../src/steps/pull-images.ts';
import { statesOf } from './host-state.ts';
import { nodeOf, type SeenBuild } from './seen-build.ts';
import { letIn, nodeObjects } from './seen-nodes.ts';
import type { SlipwayResult } from './slipway.ts';
import { slipwaySite, type SlipwaySite } from './slipway-site.ts';

const controlPlaneAddress = '10.106.0.11';
const replaced = '10.106.0.12';
const spare = '10.106.0.13';
let site: SlipwaySite;
let build: SeenBuild;
let watched: Promise<SlipwayResult>;
let expectBlank: Awaited<ReturnType<typeof statesOf>>;

beforeAll(async () => {
  site = await slipwaySite('operator');
  build = site.builds.build('operator');
  // What is not up yet would be missing; and the swap of a neighbour's zram, which all hosts of this machine see, is gone soon.
  const settled =
    'systemctl is-system-running --wait > /dev/null; for look in $(seq 120); do grep -q "^/" /proc/swaps || break; sleep 0.5; done';
  await Promise.all(['o-1', 'o-2', 'o-3'].map((host) => site.asRoot(host, settled)));
  expectBlank = await statesOf('operator', 'o-1', 'o-2', 'o-3');
  await writeFile(site.spec, (await readFile(site.spec, 'utf8')).replace(/^.*name: o-3.*\n/m, ''));
});
afterAll(() => site?.end());

const onControlPlane = (command: string): Promise<string> => site.asRoot('o-1', command);

/** Begins a build, so that the newest one is that, and follows it as a second apply does. */
async function begin(): Promise<{ readonly applied: ReturnType<SlipwaySite['apply']> }> {
  await site.dev.slipway('apply', '-f', site.spec, '--detach');
  return { applied: site.apply() };
}

const isParked = (name: string) => (now: Parameters<typeof nodeOf>[0]) => nodeOf(now, name)?.state === 'parked';

describe('a build that is aborted', () => {
  test('ends what runs, and tells what it has left on its hosts', async () => {
    const { applied } = await begin();
    await build.until((now) => ['o-1', 'o-2'].every((name) => nodeOf(now, name)?.phase === 'install'));
    expect(await site.dev.slipway('abort', 'operator')).toMatchObject({ code: 0 });
    const { code, outcome, remains } = await applied;
    expect([code, outcome]).toEqual([7, 'aborted']);
    expect(remains).toContainEqual(expect.objectContaining({ step: 'claim-host', nodes: ['o-1', 'o-2'] }));
    const claims = ['o-1', 'o-2'].map((host) =>
      site.asRoot(
        host,
        'head -n 1 /etc/slipway/cluster; systemctl list-units --plain --no-legend "slipway-*"; pgrep -x "apt-get|dpkg|dnf|dnf-3" || true',
      ),
    );
    await expect(Promise.all(claims)).resolves.toEqual(['operator', 'operator']);
    expect((await site.dev.slipway('status', 'operator')).stdout).toMatch(
      /Left on hosts\n +claim-host: o-1, o-2\n +.*reset removes the claim/,
    );
  });
});

describe('an operator of the next build, which begins with what was left', () => {
  test('sees a node fail while the others go on, and pauses the build: what runs comes to its end', async () => {
    await site.giveIdsAway('o-2');
    await site.dev.slipway('apply', '-f', site.spec, '--detach');
    watched = site.dev.slipway('watch', 'operator');
    const now = await build.until(
      (seen) => isParked('o-2')(seen) && nodeOf(seen, 'o-1')?.step === pullControlPlaneImages.title,
    );
    expect(nodeOf(now, 'o-2')?.failure).toMatchObject({ code: 'step-failed', step: 'create-kubelet-user' });
    expect(nodeOf(now, 'o-1')?.state).toBe('running');
    expect(await site.dev.slipway('pause', 'operator')).toMatchObject({ code: 0 });
    await build.until((seen) => nodeOf(seen, 'o-1')?.state === 'paused');
    await expect(
      site.asRoot('o-1', '[ -n "$(crictl images -q)" ] && [ ! -e /etc/kubernetes/admin.conf ] && echo pulled'),
    ).resolves.toBe('pulled');
  });

  test('finds the reason and the commands to type, and is told why a decision does not fit', async () => {
    const { stdout } = await site.dev.slipway('status', 'operator');
    for (const words of [
      '! o-2 waits for you',
      'gives ids of this range to somebody else: other:589824:65536',
      ...['retry', 'skip', 'abort'].map((verb) => `slipway ${verb} operator o-2`),
      'slipway replace operator o-2 IP',
      'slipway continue operator',
    ])
      expect(stdout).toContain(words);
    for (const [decision, why] of [
      [['retry', 'operator', 'o-1'], 'o-1 is not parked, so there is nothing to retry'],
      [['skip', 'operator', 'o-9'], 'nothing is being done for operator/o-9'],
      [['replace', 'operator', 'o-2', '10.106.0.11'], '10.106.0.11 is o-1, the control plane'],
      [['pause', 'operator'], 'the build of operator is paused already'],
    ] as const)
      await expect(site.refusal(...decision)).resolves.toBe(`7 decision-refused: ${why}`);
  });

  test('may decide in the pause: nothing begins on any host until the build is continued', async () => {
    await site.takeIdsBack('o-2');
    expect((await site.dev.slipway('retry', 'operator', 'o-2')).stdout).toContain(
      'once the build goes on: it is paused',
    );
    await expect(site.refusal('retry', 'operator', 'o-2')).resolves.toContain('o-2 is not parked');
    await Promise.all(['o-1', 'o-2'].map((host) => site.asRoot(host, 'touch /tmp/paused')));
    await after(3000);
    for (const host of ['o-1', 'o-2']) {
      const since = 'find /etc /usr /opt /var/lib/slipway /var/lib/containers -newer /tmp/paused 2> /dev/null || true';
      await expect(site.asRoot(host, since)).resolves.toBe('');
    }
  });

  test('lets it go on, and the node that was retried is built to its end', async () => {
    expect(await site.dev.slipway('continue', 'operator')).toMatchObject({ code: 0 });
    const { code, stdout } = await watched;
    expect(code).toBe(0);
    expect(stdout).toMatch(/o-2 +parked at prepare: Create the kubelet user.* step-failed: .*gives ids of this range/);
    expect(stdout).toMatch(/o-2 +done/);
    const result = await site.apply();
    expect([result.code, result.outcome]).toEqual([0, 'unchanged']);
    await expect(site.refusal('retry', 'operator', 'o-2')).resolves.toContain('the build of operator has ended');
  });

  test('leaves a node out: the build ends incomplete, and the node stays in the cluster as it is', async () => {
    await site.giveIdsAway('o-2');
    const { applied } = await begin();
    await build.until(isParked('o-2'));
    expect(await site.dev.slipway('skip', 'operator', 'o-2')).toMatchObject({ code: 0 });
    const result = await applied;
    expect(result).toMatchObject({ code: 8, outcome: 'incomplete', proven: false });
    expect(result.nodes).toContainEqual(expect.objectContaining({ name: 'o-2', state: 'skipped' }));
  });

  test('lets another machine take the role: it joins, is proven, and the old Node object is gone', async () => {
    const [controlPlane, old = ''] = await nodeObjects(onControlPlane);
    const before = `${controlPlaneAddress} ${replaced}`;
    expect(await letIn(onControlPlane)).toEqual([before, before]);
    await site.asRoot('o-1', 'firewall-cmd --add-port=9/tcp');
    const { applied } = await begin();
    await build.until(isParked('o-2'));
    const file = join(site.output, 'known_hosts');
    const known = await readFile(file, 'utf8');
    const strangers = known.split('\n').filter((line) => !line.includes(spare));
    await writeFile(file, strangers.join('\n'));
    await expect(site.refusal('replace', 'operator', 'o-2', spare)).resolves.toMatch(/^3 host-key-unknown: /);
    await writeFile(file, known);
    expect(await site.dev.slipway('replace', 'operator', 'o-2', spare)).toMatchObject({
      code: 0,
      stdout: `${spare} takes the role of o-2\n`,
    });
    const result = await applied;
    expect(result).toMatchObject({ code: 0, outcome: 'proven', proven: true });
    const node = result.nodes.find(({ name }) => name === 'o-2');
    expect(node).toMatchObject({ address: spare, ready: true, replaced: { address: replaced, state: 'reset' } });
    expect(node?.checks.passed).toBe(node?.checks.total);
    const now = await nodeObjects(onControlPlane);
    expect(now).toEqual([controlPlane, expect.stringMatching(/^o-2 10\.106\.0\.13 /)]);
    for (const part of old.split(' ').slice(1)) expect(now[1]).not.toContain(part);
  });

  test('finds the others to let the new machine in and the old one no longer, and no firewall reloaded for that', async () => {
    const now = `${controlPlaneAddress} ${spare}`;
    expect(await letIn(onControlPlane)).toEqual([now, now]);
    await expect(
      site.asRoot('o-1', 'firewall-cmd --query-port=9/tcp; firewall-cmd -q --remove-port=9/tcp'),
    ).resolves.toBe('yes');
  });

  test('has the old machine back as it was', async () => {
    await site.takeIdsBack('o-2');
    await expectBlank('o-2');
  });

  test('who applies the old file again is told which machine the node is now, and with its address all is in order', async () => {
    await expect(site.refusal('apply', '-f', site.spec)).resolves.toMatch(/^4 node-elsewhere: .*10\.106\.0\.13/);
    await writeFile(site.spec, (await readFile(site.spec, 'utf8')).replace(replaced, spare));
    expect((await site.apply()).outcome).toBe('unchanged');
  });
});

describe('a reset', () => {
  test('gives all hosts of a cluster back as they were', async () => {
    await expect(site.refusal('release', '-f', site.spec, 'o-2')).resolves.toMatch(
      /^4 claim-in-use: .*kubelet.conf is there/,
    );
    expect((await site.dev.slipway('reset', '-f', site.spec, '--yes')).code).toBe(0);
    await expectBlank('o-1', 'o-3');
  });
});
