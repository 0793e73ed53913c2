import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest } from '../../../activities/read-manifest.ts';
import type { PodNetwork } from '../../../src/model/pod-network.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-manifest-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function own(content: string): Promise<PodNetwork> {
  const file = join(folder, 'network.yaml');
  await writeFile(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const daemonSet = { namespace: 'kube-system', name: 'net' };
  return { name: 'manifest', version: '', manifest: { file, sha256, images: [], daemonSet, ports: [] } };
}

test('a manifest that Slipway carries is there for the worker', async () => {
  await expect(readManifest({ name: 'flannel', version: 'v0.28.9' })).resolves.toContain('kube-flannel-ds');
});

test('a manifest of one’s own is read at its path', async () => {
  await expect(readManifest(await own('kind: A\n'))).resolves.toBe('kind: A\n');
});

test('one that has changed since the cluster file was read is not applied', async () => {
  const cni = await own('kind: A\n');
  await own('kind: B\n');
  await expect(readManifest(cni)).rejects.toMatchObject({ code: 'manifest-changed' });
});

test('one that the worker has not is told with its path', async () => {
  const cni = await own('kind: A\n');
  await rm(join(folder, 'network.yaml'));
  await expect(readManifest(cni)).rejects.toMatchObject({
    code: 'manifest-missing',
    message: expect.stringContaining(`${folder}/network.yaml`),
  });
});
