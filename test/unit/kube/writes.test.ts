import type { Server } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { applyObjects } from '../../../src/kube/apply-objects.ts';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { inParallel } from '../../../src/kube/in-parallel.ts';
import { forgetProofs } from '../../../src/kube/record-proof.ts';
import { setNode } from '../../../src/kube/set-node.ts';
import { annotations } from '../../../src/model/cluster-state.ts';
import type { KubernetesObject } from '../../../src/model/kubernetes-object.ts';
import { bodyOf, controlPlane, fakeApi, json, remoteTo } from '../../support/fake-api.ts';
import type { Answer } from '../../support/fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

async function clientOf(answer: Answer): Promise<ClusterClient> {
  const { server, port } = await fakeApi(answer);
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  return client;
}

const config = (value: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'n' },
  data: { value },
});
const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };

/** Keeps what is applied, and changes status and version on every write as controllers do. */
function store(): { readonly answer: Answer; readonly writes: string[] } {
  const objects = new Map<string, Record<string, unknown>>();
  const writes: string[] = [];
  let version = 0;
  return {
    writes,
    answer: async (request, response) => {
      const path = request.url.split('?')[0] ?? '';
      const found = objects.get(path);
      if (request.method === 'GET') return found ? json(response, 200, found) : json(response, 404, { message: path });
      writes.push(`${request.headers['content-type']} ${request.url}`);
      const body = await bodyOf(request);
      version += 1;
      const metadata = Object.assign({}, body['metadata'], { resourceVersion: String(version) });
      const object = { ...body, metadata, status: { version } };
      objects.set(path, object);
      json(response, 200, object);
    },
  };
}

describe('applying objects', () => {
  test('tells new, unchanged and changed objects apart', async () => {
    const { answer } = store();
    const client = await clientOf(answer);
    const changes = async (objects: readonly KubernetesObject[]): Promise<readonly boolean[]> =>
      (await applyObjects(client, objects)).map((object) => object.changed);
    expect(await changes([namespace, config('1')])).toEqual([true, true]);
    expect(await changes([namespace, config('1')])).toEqual([false, false]);
    expect(await changes([namespace, config('2')])).toEqual([false, true]);
  });

  test('makes namespaces before what lies in them, under its own name and by force', async () => {
    const { answer, writes } = store();
    await applyObjects(await clientOf(answer), [config('1'), namespace]);
    expect(writes).toEqual([
      'application/apply-patch+yaml /api/v1/namespaces/n?fieldManager=slipway&force=true',
      'application/apply-patch+yaml /api/v1/namespaces/n/configmaps/c?fieldManager=slipway&force=true',
    ]);
  });
});

describe('setting a Node', () => {
  const host = { name: 'w1', address: '10.0.0.2', role: 'worker', labels: { disk: 'ssd' } } as const;
  const nodeAt = (resourceVersion: string): object => ({ metadata: { name: 'w1', resourceVersion } });

  test('works out its change again where somebody else was faster', async () => {
    const patches: Record<string, unknown>[] = [];
    const client = await clientOf(async (request, response) => {
      if (request.method === 'GET') return json(response, 200, nodeAt(String(patches.length)));
      expect(request.headers['content-type']).toBe('application/merge-patch+json');
      patches.push(await bodyOf(request));
      json(response, patches.length < 3 ? 409 : 200, { message: 'conflict' });
    });
    expect(await setNode(client, host)).toBe(true);
    expect(patches).toMatchObject(['0', '1', '2'].map((resourceVersion) => ({ metadata: { resourceVersion } })));
  });

  test('writes nothing where nothing is to change', async () => {
    const client = await clientOf((request, response) =>
      request.method === 'GET' ? json(response, 200, nodeAt('1')) : json(response, 500, {}),
    );
    expect(await setNode(client, { name: 'w1', address: '10.0.0.2', role: 'worker' })).toBe(false);
  });

  test('fails where the cluster does not know the node', async () => {
    const client = await clientOf((_request, response) => json(response, 404, { message: 'not found' }));
    await expect(setNode(client, host)).rejects.toMatchObject({ code: 'node-not-ready', host: 'w1' });
  });
});

test('a cluster that is not proven takes the proofs off its nodes, and touches those that have none no more', async () => {
  const patches: unknown[] = [];
  const client = await clientOf(async (request, response) => {
    const name = request.url.split('?')[0]?.split('/').at(-1) ?? '';
    const metadata = { name, resourceVersion: '7', annotations: name === 'w1' ? { [annotations.proof]: '{}' } : {} };
    if (request.method !== 'GET') patches.push({ name, ...(await bodyOf(request)) });
    json(response, 200, { metadata, spec: {}, status: {} });
  });
  await forgetProofs(client, ['w1', 'w2']);
  const metadata = { resourceVersion: '7', annotations: { [annotations.proof]: null } };
  expect(patches).toEqual([{ name: 'w1', metadata }]);
});

test('work in parallel keeps its order and its width', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([3, 1, 2, 5, 4], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([30, 10, 20, 50, 40]);
  expect(most).toBe(2);
});
