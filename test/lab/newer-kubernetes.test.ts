import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultJson } from '../../src/cli/show/result-json.ts';
import { lab } from './run-lab.ts';
import { startDev } from './slipway.ts';
import type { DevServer } from './slipway.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
let dev: DevServer;
let spec: string;

beforeAll(async () => {
  site = await testSite('newer');
  await lab(...site.up);
  dev = await startDev(join(site.output, 'dev'));
  spec = join(site.output, 'cluster.yaml');
});
afterAll(async () => {
  await dev?.stop();
  await site?.end();
});

async function apply(): Promise<ResultJson> {
  const { code, stdout, stderr } = await dev.slipway('apply', '-f', spec, '-o', 'json');
  if (code !== 0) throw new Error(`apply ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

const asRoot = (host: string, command: string): Promise<string> =>
  lab('ssh', `newer/${host}`, `sudo sh -c '${command}'`);

test('Kubernetes 1.34 is built and proven on every node', async () => {
  const result = await apply();
  expect(result).toMatchObject({ outcome: 'proven', proven: true });
  for (const { uidMap, hostUid, checks } of result.nodes) {
    expect(uidMap?.[2]).toBe(65_536);
    expect(hostUid).toBeGreaterThanOrEqual(589_824);
    expect(checks.passed).toBe(checks.total);
  }
  await expect(asRoot('n-2', 'kubelet --version')).resolves.toBe('Kubernetes v1.34.3');
});

test('user namespaces are on without any gate, and kubeadm read its newer API', async () => {
  const gates = 'grep -l UserNamespaces /etc/slipway/kubeadm.yaml /var/lib/kubelet/config.yaml || true';
  await expect(asRoot('n-1', gates)).resolves.toBe('');
  await expect(asRoot('n-1', 'grep -c v1beta4 /etc/slipway/kubeadm.yaml')).resolves.toBe('2');
});

test('a second apply changes nothing', async () => {
  expect((await apply()).outcome).toBe('unchanged');
});
