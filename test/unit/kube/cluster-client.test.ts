import { afterEach, describe, expect, test } from 'vitest';
import type { Server } from 'node:https';
import { ApiError, ifThere } from '../../../src/kube/api-error.ts';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { openClusterPool } from '../../../src/kube/cluster-pool.ts';
import { nodes } from '../../../src/kube/collections.ts';
import { readAdminKubeconfig } from '../../../src/kube/kubeconfig.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { sh } from '../../../src/shell/sh.ts';
import { certificates, pem } from '../../support/certificates.ts';
import { adminConf, controlPlane, fakeApi, json, remoteTo } from '../../support/fake-api.ts';
import type { Answer } from '../../support/fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

type Options = Parameters<typeof remoteTo>[1] & Parameters<typeof connectCluster>[2];

async function clientOf(answer: Answer, options: Options = {}): Promise<ClusterClient> {
  const { server, port } = await fakeApi(answer);
  const client = await connectCluster(remoteTo(port, options), controlPlane, options);
  opened.push(client, server);
  return client;
}

const caught = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Every text and every buffer that can be reached from a value. */
function textsIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap((key) => textsIn(Reflect.get(value, key), seen));
}

const notThere = { kind: 'Status', message: 'nodes "w1" not found' };

describe('a cluster client', () => {
  test('reads objects through the tunnel', async () => {
    const client = await clientOf((request, response) =>
      json(response, 200, { items: [{ metadata: { name: request.url } }] }),
    );
    const { items } = await client.core.listNode({ fieldSelector: 'metadata.name=w1' });
    expect(items[0]?.metadata?.name).toBe('/api/v1/nodes?fieldSelector=metadata.name%3Dw1');
  });

  test('uses one connection again and again', async () => {
    const ports = new Set<number | undefined>();
    const client = await clientOf((request, response) => {
      ports.add(request.socket.remotePort);
      json(response, 200, { items: [] });
    });
    for (let round = 0; round < 5; round++) await client.core.listNode();
    expect(ports.size).toBe(1);
  });

  test('says what the API server said when it refused', async () => {
    const client = await clientOf((_request, response) => json(response, 404, notThere));
    const error = await caught(client.core.readNode({ name: 'w1' }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'step-failed', status: 404, host: 'cp1' });
    expect(String(error)).toContain('nodes "w1" not found');
  });

  test('finds nothing where nothing is', async () => {
    const client = await clientOf((_request, response) => json(response, 404, notThere));
    expect(await ifThere(client.core.readNode({ name: 'w1' }))).toBeUndefined();
  });

  test('calls a server that is in trouble unreachable, so that it is tried again', async () => {
    const client = await clientOf((_request, response) => json(response, 503, { message: 'starting' }));
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'api-unreachable' });
  });

  test.each([
    [
      'api-unreachable',
      'nodes "cp-1" is forbidden: User "kubernetes-admin" cannot list resource "nodes" in API group ""',
    ],
    ['api-unreachable', 'forbidden: User "kubernetes-admin" cannot get path "/api/v1"'],
    ['step-failed', 'pods "a" is forbidden: violates PodSecurity "baseline:latest": hostPath volumes'],
  ])('%s where it is refused by %s', async (code, message) => {
    const client = await clientOf((_request, response) => json(response, 403, { message }));
    expect(await caught(client.core.listNode())).toMatchObject({ code, status: 403 });
  });

  test('reads the kubeconfig again where its credentials are no longer good', async () => {
    let reads = 0;
    const run = async () => {
      reads += 1;
      return { code: 0, stdout: adminConf, stderr: '', milliseconds: 1 };
    };
    const client = await clientOf(
      (_request, response) =>
        reads === 1 ? json(response, 401, { message: 'Unauthorized' }) : json(response, 200, { items: [] }),
      { run },
    );
    await Promise.all([client.core.listNode(), client.core.listNode()]);
    expect(reads).toBe(2);
  });

  test('gives up where new credentials are not good either', async () => {
    const client = await clientOf((_request, response) => json(response, 401, { message: 'Unauthorized' }));
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'api-unreachable', status: 401 });
  });

  test('keeps the code of an SSH failure', async () => {
    const forward = () => Promise.reject(new SlipwayError('host-unreachable', 'no route', { host: 'cp1' }));
    const client = await clientOf((_request, response) => json(response, 200, { items: [] }), { forward });
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'host-unreachable' });
  });

  test('ends with the reason of its signal', async () => {
    const client = await clientOf(() => undefined);
    const stop = new AbortController();
    const attempt = caught(client.core.listNode({}, client.until(stop.signal)));
    stop.abort(new Error('enough'));
    expect(await attempt).toMatchObject({ message: 'enough' });
  });

  test('gives up a server that says nothing', async () => {
    const client = await clientOf(() => undefined, { quietSeconds: 0.05 });
    expect(await caught(client.core.listNode())).toMatchObject({
      code: 'api-unreachable',
      message: expect.stringContaining('GET /api/v1/nodes: no byte for 0.05 s'),
    });
  });

  test('gives up a server that stops in the middle of its answer', async () => {
    const client = await clientOf((_request, response) => void response.write('{'), { quietSeconds: 0.05 });
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'api-unreachable' });
  });

  test('sends a request again where the connection it had kept ended', async () => {
    let requests = 0;
    const client = await clientOf((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else json(response, 200, { items: [] });
    });
    await client.core.listNode();
    await client.core.listNode();
    expect(requests).toBe(3);
  });

  test('takes no other server for the one it was told of', async () => {
    const run = async () => ({
      code: 0,
      stdout: adminConf.replace(certificates.ca, certificates.client.cert),
      stderr: '',
      milliseconds: 1,
    });
    const client = await clientOf((_request, response) => json(response, 200, { items: [] }), { run });
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'api-unreachable' });
  });

  test('reads the kubeconfig once more where that failed before', async () => {
    const answers = [0, 1, 0];
    const run = async () => ({
      code: answers.shift() ?? 0,
      stdout: adminConf,
      stderr: 'no such file',
      milliseconds: 1,
    });
    const client = await clientOf(
      (_request, response) =>
        answers.length > 0 ? json(response, 401, { message: 'Unauthorized' }) : json(response, 200, { items: [] }),
      { run },
    );
    expect(await caught(client.core.listNode())).toMatchObject({ code: 'api-unreachable' });
    expect(await client.core.listNode()).toMatchObject({ items: [] });
  });

  test.each<[string, Answer]>([
    ['no answer', (request) => void request.socket.destroy()],
    ['a refusal', (_request, response) => json(response, 404, notThere)],
    ['stale credentials', (_request, response) => json(response, 401, notThere)],
  ])('keeps its credentials out of the errors of %s', async (_name, answer) => {
    const key = pem(certificates.client.key).toString().split('\n')[1] ?? '';
    const client = await clientOf(answer);
    const signal = AbortSignal.timeout(60_000);
    const errors = await Promise.all([
      caught(client.core.listNode()),
      caught(client.follow({ collection: nodes, query: {}, signal }, () => undefined)),
      caught(client.exec({ namespace: 'n', pod: 'p', container: 'c', script: sh`true` })),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(SlipwayError);
      const texts = textsIn(error).join('\n');
      expect([texts.includes(key), texts.includes(certificates.client.key)]).toEqual([false, false]);
    }
  });
});

describe('a pool of clusters', () => {
  test('shares one client among those who ask', async () => {
    const { server, port } = await fakeApi((_request, response) => json(response, 200, { items: [] }));
    opened.push(server);
    const pool = openClusterPool(remoteTo(port));
    const clients = await Promise.all([pool.connect('harbour', controlPlane), pool.connect('harbour', controlPlane)]);
    expect(clients[0]).toBe(clients[1]);
    await pool.forget('harbour', controlPlane);
    expect(await pool.connect('harbour', controlPlane)).not.toBe(clients[0]);
    await pool.close();
  });

  test('tries again after a connection that failed', async () => {
    let isThere = false;
    const run = async () => ({ code: isThere ? 0 : 1, stdout: adminConf, stderr: 'No such file', milliseconds: 1 });
    const pool = openClusterPool(remoteTo(1, { run }));
    expect(await caught(pool.connect('harbour', controlPlane))).toMatchObject({ code: 'api-unreachable' });
    isThere = true;
    await pool.connect('harbour', controlPlane);
    await pool.close();
  });
});

describe('the kubeconfig for people', () => {
  test('leads to the control plane in a context named after the cluster', async () => {
    const text = await readAdminKubeconfig(remoteTo(1), controlPlane, 'harbour');
    expect(text).toContain('server: https://10.0.0.1:6443');
    expect(text).toContain('current-context: harbour');
    expect(text).toContain(`client-key-data: ${certificates.client.key}`);
  });

  test('is never quoted in an error', async () => {
    const run = async () => ({ code: 0, stdout: 'client-key-data: [S0VZ', stderr: '', milliseconds: 1 });
    const error = await caught(readAdminKubeconfig(remoteTo(1, { run }), controlPlane, 'harbour'));
    expect(error).toMatchObject({ code: 'api-unreachable' });
    expect(JSON.stringify([error, String(error), error instanceof Error ? error.cause : ''])).not.toContain('S0VZ');
  });

  test('holds nothing but addresses and keys, so that one from a host makes nothing happen here', async () => {
    const stdout = adminConf.replace('user: {', "user: {client-key: /etc/shadow, exec: {command: 'touch'}, token: t, ");
    const run = async () => ({ code: 0, stdout, stderr: '', milliseconds: 1 });
    expect(await readAdminKubeconfig(remoteTo(1, { run }), controlPlane, 'harbour')).toBe(
      await readAdminKubeconfig(remoteTo(1), controlPlane, 'harbour'),
    );
  });
});
