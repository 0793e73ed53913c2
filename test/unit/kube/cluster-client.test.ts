import { afterEach, describe, expect, test } from 'vitest';
import type { Server } from 'node:http';
import { ApiError } from '../../../src/kube/api-error.ts';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { openClusterPool } from '../../../src/kube/cluster-pool.ts';
import { readAdminKubeconfig } from '../../../src/kube/kubeconfig.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { adminConf, controlPlane, fakeApi, json, remoteTo } from './fake-api.ts';
import type { Answer } from './fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

async function clientOf(answer: Answer, remote?: Parameters<typeof remoteTo>[1]): Promise<ClusterClient> {
  const { server, port } = await fakeApi(answer);
  const client = await connectCluster(remoteTo(port, remote), controlPlane);
  opened.push(client, server);
  return client;
}

const caught = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
const notThere = { kind: 'Status', message: 'nodes "w1" not found' };

describe('a cluster client', () => {
  test('reads objects through the tunnel', async () => {
    const client = await clientOf((request, response) => json(response, 200, { url: request.url }));
    expect(await client.request({ path: '/api/v1/nodes', query: { fieldSelector: 'metadata.name=w1' } })).toEqual({
      url: '/api/v1/nodes?fieldSelector=metadata.name%3Dw1',
    });
  });

  test('uses one connection again and again', async () => {
    const ports = new Set<number | undefined>();
    const client = await clientOf((request, response) => {
      ports.add(request.socket.remotePort);
      json(response, 200, {});
    });
    for (let round = 0; round < 5; round++) await client.request({ path: '/version' });
    expect(ports.size).toBe(1);
  });

  test('says what the API server said when it refused', async () => {
    const client = await clientOf((_request, response) => json(response, 404, notThere));
    const error = await caught(client.request({ path: '/api/v1/nodes/w1' }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'step-failed', status: 404, host: 'cp1' });
    expect(String(error)).toContain('nodes "w1" not found');
  });

  test('finds nothing where nothing is', async () => {
    const client = await clientOf((_request, response) => json(response, 404, notThere));
    expect(await client.find('/api/v1/nodes/w1')).toBeUndefined();
  });

  test('calls a server that is in trouble unreachable, so that it is tried again', async () => {
    const client = await clientOf((_request, response) => json(response, 503, { message: 'starting' }));
    expect(await caught(client.request({ path: '/version' }))).toMatchObject({ code: 'api-unreachable' });
  });

  test('reads the kubeconfig again where its credentials are no longer good', async () => {
    let reads = 0;
    const run = async () => {
      reads += 1;
      return { code: 0, stdout: adminConf, stderr: '', milliseconds: 1 };
    };
    const client = await clientOf(
      (_request, response) =>
        reads === 1 ? json(response, 401, { message: 'Unauthorized' }) : json(response, 200, {}),
      { run },
    );
    await Promise.all([client.request({ path: '/version' }), client.request({ path: '/version' })]);
    expect(reads).toBe(2);
  });

  test('gives up where new credentials are not good either', async () => {
    const client = await clientOf((_request, response) => json(response, 401, { message: 'Unauthorized' }));
    expect(await caught(client.request({ path: '/version' }))).toMatchObject({ code: 'api-unreachable', status: 401 });
  });

  test('keeps the code of an SSH failure', async () => {
    const forward = () => Promise.reject(new SlipwayError('host-unreachable', 'no route', { host: 'cp1' }));
    const client = await clientOf((_request, response) => json(response, 200, {}), { forward });
    expect(await caught(client.request({ path: '/version' }))).toMatchObject({ code: 'host-unreachable' });
  });

  test('ends with the reason of its signal', async () => {
    const client = await clientOf(() => undefined);
    const stop = new AbortController();
    const attempt = caught(client.request({ path: '/version', signal: stop.signal }));
    stop.abort(new Error('enough'));
    expect(await attempt).toMatchObject({ message: 'enough' });
  });

  test('gives the lines of an endless answer as they come', async () => {
    const client = await clientOf((_request, response) => {
      response.write('one\ntw');
      response.end('o\nthree');
    });
    const lines: string[] = [];
    await client.follow({ path: '/log' }, (line) => lines.push(line));
    expect(lines).toEqual(['one', 'two', 'three']);
  });
});

describe('a pool of clusters', () => {
  test('shares one client among those who ask', async () => {
    const { server, port } = await fakeApi((_request, response) => json(response, 200, {}));
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
    expect(text).toContain('client-key-data: S0VZ');
  });

  test('is never quoted in an error', async () => {
    const run = async () => ({ code: 0, stdout: 'client-key-data: [S0VZ', stderr: '', milliseconds: 1 });
    const error = await caught(readAdminKubeconfig(remoteTo(1, { run }), controlPlane, 'harbour'));
    expect(error).toMatchObject({ code: 'api-unreachable' });
    expect(JSON.stringify([error, String(error), error instanceof Error ? error.cause : ''])).not.toContain('S0VZ');
  });
});
