import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Plan } from '../../src/model/plan.ts';
import { allHistories } from './histories.ts';
import { newerKubernetesCases } from './newer-kubernetes.cases.ts';
import { lab, tryLab } from './run-lab.ts';
import { secretIn, watchForSecrets } from './secret-watch.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';
import { verifyCases } from './verify.cases.ts';

const nodes = ['b-1', 'b-2'];
let site: SlipwaySite;
let password: string;
let key: string;

beforeAll(async () => {
  site = await slipwaySite('build');
  password = (await readFile(join(site.output, 'sudo_password'), 'utf8')).trim();
  key = (await readFile(join(site.output, 'id_ed25519'), 'utf8')).split('\n')[1] ?? '';
});
afterAll(() => site?.end());

async function kubectl(...args: readonly string[]): Promise<string> {
  process.env['KUBECONFIG'] = join(site.output, 'kubeconfig');
  return lab('kubectl', ...args);
}

test('a pod network that the kernel cannot carry is refused before anything has changed', async () => {
  const other = join(site.output, 'antrea.yaml');
  const wanted = (await readFile(site.spec, 'utf8')).replace(/cni: \{ name: flannel.*\}/, 'cni: { name: antrea }');
  await writeFile(other, wanted);
  const { code, stdout } = await site.dev.slipway('plan', '-f', other, '-o', 'json');
  expect(code).toBe(4);
  const plan: Plan = JSON.parse(stdout);
  for (const { problems } of plan.nodes) {
    expect(problems.map((problem) => `${problem.code} ${problem.message}`)).toEqual([
      'kernel-module-missing Antrea needs openvswitch and geneve, which this kernel lacks',
    ]);
  }
});

describe('a build on blank hosts', () => {
  test('ends proven, and no process shows a secret meanwhile', async () => {
    const watch = watchForSecrets([password, key]);
    const result = await site.apply();
    const { seen, processes } = await watch.end();

    expect(result).toMatchObject({ code: 0, outcome: 'proven', proven: true });
    expect(result.nodes.map(({ name, ready, state }) => [name, ready, state])).toEqual(
      nodes.map((name) => [name, true, 'done']),
    );
    for (const { uidMap, hostUid, checks } of result.nodes) {
      expect(uidMap?.[0]).toBe(0);
      expect(uidMap?.[2]).toBe(65_536);
      expect(hostUid).toBe(uidMap?.[1]);
      expect(hostUid).toBeGreaterThanOrEqual(589_824);
      expect(checks.passed).toBe(checks.total);
    }
    expect(processes).toBeGreaterThan(200);
    expect(seen).toEqual([]);
  });

  test('done again changes nothing and says so for every step', async () => {
    const before = await Promise.all(nodes.map(stateOf));
    const result = await site.apply();
    expect(result).toMatchObject({ code: 0, outcome: 'unchanged' });
    for (const node of result.nodes) {
      expect(node.changed).toEqual([]);
      expect(node.unchanged).toContain('prove-node');
    }
    await expect(Promise.all(nodes.map(stateOf))).resolves.toEqual(before);
  });

  test('gives a kubeconfig with which the cluster answers', async () => {
    const { code } = await site.dev.slipway('kubeconfig', '-f', site.spec, '--out', join(site.output, 'kubeconfig'));
    expect(code).toBe(0);
    const ready = await kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.conditions[-1:].status}');
    expect(ready).toBe('True True');
  });

  test("runs the procedure's own example: Debian in a user namespace of its own", async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'userns' },
      spec: {
        hostUsers: false,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'shell', image: 'debian:trixie', command: ['sleep', 'infinity'] }],
      },
    };
    const file = join(site.output, 'pod.json');
    await writeFile(file, JSON.stringify(pod));
    await kubectl('apply', '-f', file);
    await kubectl('wait', '--for=condition=Ready', 'pod/userns', '--timeout=60s');
    const map = await kubectl('exec', 'userns', '--', 'cat', '/proc/self/uid_map');
    const [inside, host, length] = map.trim().split(/\s+/).map(Number);
    expect([inside, length]).toEqual([0, 65_536]);
    expect(host).toBeGreaterThanOrEqual(589_824);
    await kubectl('delete', 'pod', 'userns');
  });

  test('can be proven again at any time', async () => {
    const { code, stdout } = await site.dev.slipway('verify', '-f', site.spec, '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ proven: true });
  });

  test('keeps its hosts: another cluster that names one is refused before anything has changed', async () => {
    const other = join(site.output, 'other.yaml');
    await writeFile(other, (await readFile(site.spec, 'utf8')).replace('name: build }', 'name: other }'));
    const { code, stdout } = await site.dev.slipway('apply', '-f', other, '-o', 'json');
    expect(code).not.toBe(0);
    const { failures }: { failures: readonly { code: string; message: string }[] } = JSON.parse(stdout);
    expect(failures.map((failure) => failure.code)).toEqual(['cluster-exists', 'cluster-exists']);
    expect(failures[0]?.message).toContain('claimed by cluster build');
  });

  test('leaves no secret in a history or a log', async () => {
    const kubeconfig: { users: readonly { user: { 'client-key-data': string } }[] } = parse(
      await readFile(join(site.output, 'kubeconfig'), 'utf8'),
    );
    const admin = kubeconfig.users[0]?.user['client-key-data'] ?? '';
    expect(admin.length).toBeGreaterThan(1000);
    const secrets = [password, key, admin.slice(0, 200), Buffer.from(admin, 'base64').toString().split('\n')[1] ?? ''];
    const histories = await allHistories(site.dev.address);
    expect(histories.map(({ workflowId }) => workflowId)).toEqual(expect.arrayContaining(['build', 'build/b-2']));
    for (const { workflowId, text } of histories) {
      expect(`${workflowId}: ${secretIn(text, secrets) ?? 'nothing'}`).toBe(`${workflowId}: nothing`);
    }
    expect(secretIn(await site.dev.logs(), secrets)).toBeUndefined();
    for (const name of nodes) {
      const journal = await site.asRoot(name, 'journalctl --no-pager | grep -v "COMMAND=" | tail -n 20000');
      expect(`${name}: ${secretIn(journal, secrets) ?? 'nothing'}`).toBe(`${name}: nothing`);
    }
  });
});

newerKubernetesCases(() => site);
verifyCases(() => site);

describe('a build', () => {
  test('can be taken back: the hosts are as blank as before', async () => {
    const { code } = await site.dev.slipway('reset', '-f', site.spec, '--yes');
    expect(code).toBe(0);
    for (const name of nodes) {
      const left = await site.asRoot(
        name,
        'ls -d /etc/kubernetes /etc/slipway /var/lib/kubelet /etc/cni 2> /dev/null | wc -l',
      );
      expect(left).toBe('0');
      expect((await tryLab('ssh', `build/${name}`, 'command -v kubeadm crio kubelet')).code).not.toBe(0);
      await expect(site.asRoot(name, 'grep -c kubelet /etc/subuid || true')).resolves.toBe('0');
    }
  });
});

/** What a second build might touch: configuration, units and when they started. */
function stateOf(host: string): Promise<string> {
  return site.asRoot(
    host,
    'find /etc -xdev -type f ! -name "*.cache" -exec sha256sum {} + | sort | sha256sum; systemctl show -p InvocationID crio kubelet',
  );
}
