import type { Server } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { drainNode, uncordonNode } from '../../../src/kube/drain-node.ts';
import { bodyOf, controlPlane, fakeApi, json, remoteTo } from '../../support/fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const replicaSet = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'r', controller: true }];
interface FakePod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: object;
  readonly status: object;
}

const pod = (name: string, metadata: object = { ownerReferences: replicaSet }): FakePod => ({
  metadata: { name, namespace: 'apps', ...metadata },
  spec: { nodeName: 'w1', containers: [] },
  status: { phase: 'Running' },
});

interface Cluster {
  readonly client: ClusterClient;
  /** Writes of Nodes and evictions, in order. */
  readonly done: string[];
}

/** A cluster of two nodes with pods on the first; evictions answer with these statuses in turn, then work. */
async function cluster(
  pods: readonly FakePod[],
  options: { evictions?: number[]; nodes?: string[] } = {},
): Promise<Cluster> {
  const { evictions = [], nodes = ['w1', 'w2'] } = options;
  const done: string[] = [];
  const gone = new Set<string>();
  let node: object = { metadata: { name: 'w1' }, spec: {}, status: ready };
  const { server, port } = await fakeApi(async (request, response) => {
    const path = request.url.split('?')[0] ?? '';
    if (request.method === 'PATCH') {
      const body = JSON.stringify(await bodyOf(request));
      const closed = body.includes('"unschedulable":true');
      const marked = body.includes('"slipway.dev/cordoned":"true"');
      node = {
        metadata: { name: 'w1', annotations: marked ? { 'slipway.dev/cordoned': 'true' } : {} },
        spec: { taints: closed ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : [] },
        status: ready,
      };
      done.push(closed ? 'cordon' : 'uncordon');
      return json(response, 200, node);
    }
    if (path.endsWith('/eviction')) {
      const name = path.split('/').at(-2) ?? '';
      const status = evictions.shift() ?? 201;
      done.push(`evict ${name} ${status}`);
      if (status === 201) gone.add(name);
      return json(response, status, { message: 'the budget allows no disruption' });
    }
    if (path === '/api/v1/nodes/w1') return json(response, 200, node);
    if (path === '/api/v1/nodes')
      return json(response, 200, { items: nodes.map((name) => ({ metadata: { name }, spec: {}, status: ready })) });
    const items = pods.filter((one) => !gone.has(one.metadata.name));
    json(response, 200, { items });
  });
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  return { client, done };
}

test('pods are evicted once the node takes no new ones; those of the node itself stay', async () => {
  const daemon = [{ ...replicaSet[0], kind: 'DaemonSet' }];
  const { client, done } = await cluster([
    pod('web'),
    pod('flannel', { ownerReferences: daemon }),
    pod('etcd', { annotations: { 'kubernetes.io/config.mirror': 'x' } }),
  ]);
  await expect(drainNode(client, 'w1')).resolves.toEqual({ cordoned: true, evicted: 1 });
  expect(done).toEqual(['cordon', 'evict web 201']);
});

test('a disruption budget is waited for', async () => {
  const { client, done } = await cluster([pod('web')], { evictions: [429] });
  await drainNode(client, 'w1');
  expect(done).toEqual(['cordon', 'evict web 429', 'evict web 201']);
});

test('a pod that nothing would start again is not lost: the node takes pods again and nothing is evicted', async () => {
  const { client, done } = await cluster([pod('web'), pod('alone', {})]);
  await expect(drainNode(client, 'w1')).rejects.toMatchObject({
    code: 'drain-refused',
    message: 'nothing would start apps/alone again elsewhere',
  });
  expect(done).toEqual(['cordon', 'uncordon']);
});

test('where no other node could take the pods, they stay', async () => {
  const { client, done } = await cluster([pod('web')], { nodes: ['w1'] });
  await expect(drainNode(client, 'w1')).resolves.toEqual({ cordoned: false, evicted: 0 });
  await uncordonNode(client, 'w1');
  expect(done).toEqual([]);
});

test('a drain that was cut off goes on, and what it cordoned takes pods again', async () => {
  const { client, done } = await cluster([pod('web')], { evictions: [500] });
  await expect(drainNode(client, 'w1')).rejects.toMatchObject({ code: 'api-unreachable' });
  await drainNode(client, 'w1');
  await uncordonNode(client, 'w1');
  expect(done).toEqual(['cordon', 'evict web 500', 'uncordon', 'cordon', 'evict web 201', 'uncordon']);
});
