import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bundle } from '../../src/model/bundle.ts';
import type { Plan } from '../../src/model/plan.ts';
import { slipwaySite } from './slipway-site.ts';
import type { SlipwaySite } from './slipway-site.ts';

let site: SlipwaySite;

beforeAll(async () => {
  site = await slipwaySite('newer');
});
afterAll(() => site?.end());

test('a pod network that the kernel cannot carry is refused before anything has changed', async () => {
  const other = join(site.output, 'antrea.yaml');
  await writeFile(
    other,
    (await readFile(site.spec, 'utf8')).replace(/cni: \{ name: flannel.*\}/, 'cni: { name: antrea }'),
  );
  const { code, stdout } = await site.dev.slipway('plan', '-f', other, '-o', 'json');
  expect(code).toBe(4);
  const { nodes }: Plan = JSON.parse(stdout);
  for (const { problems } of nodes) {
    expect(problems.map((problem) => `${problem.code} ${problem.message}`)).toEqual([
      'kernel-module-missing Antrea needs openvswitch and geneve, which this kernel lacks',
    ]);
  }
});

test('Kubernetes 1.34 is built and proven on every node', async () => {
  const result = await site.apply();
  expect(result).toMatchObject({ code: 0, outcome: 'proven', proven: true });
  for (const { uidMap, hostUid, checks } of result.nodes) {
    expect(uidMap?.[2]).toBe(65_536);
    expect(hostUid).toBeGreaterThanOrEqual(589_824);
    expect(checks.passed).toBe(checks.total);
  }
  await expect(site.asRoot('n-2', 'kubelet --version')).resolves.toBe('Kubernetes v1.34.3');
});

test('user namespaces are on without any gate, and kubeadm read its newer API', async () => {
  const gates = 'grep -l UserNamespaces /etc/slipway/kubeadm.yaml /var/lib/kubelet/config.yaml || true';
  await expect(site.asRoot('n-1', gates)).resolves.toBe('');
  await expect(site.asRoot('n-1', 'grep -c v1beta4 /etc/slipway/kubeadm.yaml')).resolves.toBe('2');
});

test('a second apply changes nothing', async () => {
  expect(await site.apply()).toMatchObject({ code: 0, outcome: 'unchanged' });
});

test('the bundle names every package and image that the site served, with digests that hold', async () => {
  const { code, stdout } = await site.dev.slipway('bundle', '-f', site.spec, '--ask', '-o', 'json');
  expect(code).toBe(0);
  const bundle: Bundle = JSON.parse(stdout);
  expect(bundle.kubernetes).toBe('1.34.3');
  expect(bundle.packages.filter(({ sha256 }) => !sha256)).toEqual([]);
  expect(bundle.images.filter(({ digest }) => !digest)).toEqual([]);
  const pulled = await site.asRoot('n-1', 'crictl images -o json');
  for (const { image } of bundle.images) expect(pulled).toContain(`"${image}"`);
  const crio = bundle.packages.find(({ name }) => name === 'cri-o');
  const file = await fetch(`${crio?.repository}/${crio?.file}`).then((answer) => answer.arrayBuffer());
  expect(createHash('sha256').update(Buffer.from(file)).digest('hex')).toBe(crio?.sha256);
});
