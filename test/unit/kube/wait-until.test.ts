import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { V1ConfigMap } from '@kubernetes/client-node';
import { afterEach, expect, test } from 'vitest';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { configMapsOf } from '../../../src/kube/collections.ts';
import { waitUntil } from '../../../src/kube/wait-until.ts';
import type { WaitOptions } from '../../../src/kube/wait-until.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { controlPlane, fakeApi, json, remoteTo } from '../../support/fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

const thing = (state: string, uid = 'a'): V1ConfigMap => ({ metadata: { uid }, data: { state } });
const stateOf = ({ data }: V1ConfigMap): string => data?.['state'] ?? '';
const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

/** Answers the nth list with the nth list, and the nth watch by the nth function. */
async function api(
  lists: readonly (readonly V1ConfigMap[])[],
  watches: readonly ((stream: ServerResponse) => void)[],
): Promise<{ readonly client: ClusterClient; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  let [listed, watched] = [0, 0];
  const { server, port } = await fakeApi((request, response) => {
    asked.push(request.url);
    if (!request.url.includes('watch=true')) {
      const items = lists[Math.min(listed++, lists.length - 1)];
      return json(response, 200, { items, metadata: { resourceVersion: String(listed) } });
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    watches[watched++]?.(response);
  });
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  return { client, asked };
}

const forReady = (client: ClusterClient, options?: WaitOptions): Promise<string> =>
  waitUntil<V1ConfigMap, string>(
    client,
    {
      collection: configMapsOf('n'),
      fieldSelector: 'metadata.name=a',
      until: (items) => items.map(stateOf).find((state) => state === 'ready'),
      missing: (items) => items.map(stateOf).join(' ') || 'nothing there',
      late: (missing, seconds) => new SlipwayError('node-not-ready', `after ${seconds} s: ${missing}`),
    },
    options,
  );

test('what is there already needs no watch', async () => {
  const { client, asked } = await api([[thing('ready')]], []);
  expect(await forReady(client)).toBe('ready');
  expect(asked).toEqual(['/api/v1/namespaces/n/configmaps?fieldSelector=metadata.name%3Da']);
});

test('a change is noticed as it comes, from where the list ended', async () => {
  const { client, asked } = await api(
    [[]],
    [(stream) => stream.write(event('ADDED', thing('new')) + event('MODIFIED', thing('ready')))],
  );
  const missing: string[] = [];
  expect(await forReady(client, { onProgress: (what) => missing.push(what) })).toBe('ready');
  expect(missing).toEqual(['nothing there', 'new']);
  expect(asked[1]).toContain('resourceVersion=1');
});

test('a stream that ends is opened again after another list', async () => {
  const { client, asked } = await api([[], [thing('ready')]], [(stream) => stream.end()]);
  expect(await forReady(client)).toBe('ready');
  expect(asked.length).toBe(3);
});

test('a stream that breaks is opened again', async () => {
  const { client } = await api(
    [[], [], [thing('ready')]],
    [(stream) => stream.destroy(), (stream) => stream.destroy()],
  );
  expect(await forReady(client)).toBe('ready');
});

test('a version that has become too old leads to another list', async () => {
  const { client } = await api(
    [[thing('new')], [thing('ready')]],
    [(stream) => stream.write(event('ERROR', { code: 410 }))],
  );
  expect(await forReady(client)).toBe('ready');
});

test('what is deleted is no longer seen', async () => {
  const { client } = await api(
    [[thing('old')]],
    [(stream) => stream.write(event('DELETED', thing('old')) + event('ADDED', thing('ready', 'b')))],
  );
  const missing: string[] = [];
  await forReady(client, { onProgress: (what) => missing.push(what) });
  expect(missing).toEqual(['old', 'nothing there']);
});

test('time that is up ends in an error that names what is missing', async () => {
  const { client } = await api([[thing('starting')]], []);
  await expect(forReady(client, { seconds: 5 })).rejects.toMatchObject({
    code: 'node-not-ready',
    message: 'after 5 s: starting',
  });
});

test('a signal ends the wait with its own reason', async () => {
  const stop = new AbortController();
  const { client } = await api([[]], [() => stop.abort(new Error('enough'))]);
  await expect(forReady(client, { signal: stop.signal })).rejects.toThrow('enough');
});

test('a predicate that throws ends the wait', async () => {
  const { client } = await api([[]], [(stream) => stream.write(event('ADDED', thing('failed')))]);
  const failing = waitUntil<V1ConfigMap, true>(client, {
    collection: configMapsOf('n'),
    fieldSelector: '',
    until: (items) => {
      if (items.some((item) => stateOf(item) === 'failed')) throw new SlipwayError('proof-failed', 'it failed');
      return undefined;
    },
    missing: () => '',
    late: () => new SlipwayError('proof-failed', 'late'),
  });
  await expect(failing).rejects.toThrow('it failed');
});
