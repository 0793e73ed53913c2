import { createHash } from 'node:crypto';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { ApiError } from '../../../src/kube/api-error.ts';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { ScriptError } from '../../../src/kube/exec.ts';
import { sh } from '../../../src/shell/sh.ts';
import { adminConf, clusterOf, controlPlane, fakeApi, json, remoteTo } from '../../support/fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

const success = JSON.stringify({ status: 'Success' });

/** A message of a server, whole and in one binary frame. */
function frame(payload: Buffer): Buffer {
  const size = Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  size.writeUInt32BE(payload.length, 6);
  return Buffer.concat([size, payload]);
}

const on = (channel: number, data: string): Buffer => Buffer.concat([Buffer.from([channel]), Buffer.from(data)]);

/** A client of a server that switches to a WebSocket and then does as told. */
async function serving(
  serve: (socket: Duplex) => void,
  { accept }: { readonly accept?: string } = {},
): Promise<{ readonly client: ClusterClient; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const { server, port } = await fakeApi((_request, response) => json(response, 404, { message: 'no such pod' }));
  server.on('upgrade', (request, socket: Duplex) => {
    asked.push(request.url ?? '');
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const reply = accept ?? createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${reply}\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n`,
    );
    socket.on('error', () => undefined);
    serve(socket);
  });
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  return { client, asked };
}

const run = (client: ClusterClient, signal?: AbortSignal) =>
  client.exec({ namespace: 'n', pod: 'p', container: 'c', script: sh`echo ${'a b'}`, signal });

test('a script gives its output and its exit code', async () => {
  const { client, asked } = await serving((socket) => {
    socket.write(Buffer.concat([frame(on(1, 'out')), frame(on(2, 'err')), frame(on(1, 'put'))]));
    socket.write(frame(on(3, success)));
  });
  expect(await run(client)).toEqual({ code: 0, stdout: 'output', stderr: 'err' });
  expect(asked).toEqual([
    '/api/v1/namespaces/n/pods/p/exec?stdout=true&stderr=true&stdin=false&tty=false&command=sh&command=-c&command=echo%20%27a%20b%27&container=c',
  ]);
});

test('a script that fails gives its code', async () => {
  const details = { causes: [{ reason: 'ExitCode', message: '7' }] };
  const { client } = await serving((socket) => {
    socket.write(frame(on(3, JSON.stringify({ status: 'Failure', details }))));
  });
  expect(await run(client)).toMatchObject({ code: 7 });
});

test('a script that cannot be started is a refusal, not a way that was lost', async () => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(3, JSON.stringify({ status: 'Failure', code: 500, message: 'no such container' }))));
  });
  const failure = run(client);
  await expect(failure).rejects.toBeInstanceOf(ApiError);
  await expect(failure).rejects.toMatchObject({ status: 500, message: expect.stringContaining('no such container') });
});

test.each([200, 70_000])('%d bytes of output arrive whole', async (size) => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(1, 'x'.repeat(size))));
    socket.write(frame(on(3, success)));
  });
  expect((await run(client)).stdout.length).toBe(size);
});

test('more output than anybody wants to keep is refused', async () => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(1, 'x'.repeat(1_048_577))));
    socket.write(frame(on(3, success)));
  });
  await expect(run(client)).rejects.toThrow('wrote more than 1048576 bytes');
});

test('a connection that ends before the script does is never taken for success', async () => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(1, 'half')));
    socket.end();
  });
  await expect(run(client)).rejects.toMatchObject({ code: 'api-unreachable' });
});

test('a pod that is not there is a refusal', async () => {
  const { server, port } = await fakeApi((_request, response) =>
    json(response, 404, { message: 'pods "p" not found' }),
  );
  const client = await connectCluster(remoteTo(port), controlPlane);
  opened.push(client, server);
  await expect(run(client)).rejects.toMatchObject({ status: 404 });
});

test('an answer to another handshake is refused', async () => {
  const { client } = await serving((socket) => void socket.write(frame(on(3, success))), { accept: 'other' });
  await expect(run(client)).rejects.toThrow('Invalid Sec-WebSocket-Accept header');
});

test('a signal ends a script that does not end by itself', async () => {
  const stop = new AbortController();
  const { client } = await serving(() => stop.abort(new Error('enough')));
  await expect(run(client, stop.signal)).rejects.toThrow('enough');
});

const endless = { namespace: 'n', pod: 'p', container: 'c', script: sh`sleep 1000` };

test('a script that does not end by itself ends with its time, and says something of its pod', async () => {
  const { client } = await serving(() => undefined);
  const failure = client.exec({ ...endless, seconds: 5 });
  await expect(failure).rejects.toBeInstanceOf(ScriptError);
  await expect(failure).rejects.toThrow('the script in p did not end in 5 s');
});

test('a script that nobody lets into its pod in time is a way that was lost', async () => {
  const client = await clusterOf(() => undefined);
  const failure = client.exec({ ...endless, seconds: 0.5 });
  await expect(failure).rejects.toMatchObject({
    code: 'api-unreachable',
    message: expect.stringContaining('exec was not answered in 0.5 s'),
  });
});

test('a script is run with new credentials where those in use are stale', async () => {
  let reads = 0;
  const { server, port } = await fakeApi(() => undefined);
  server.on('upgrade', (_request, socket: Duplex) => {
    socket.end(`HTTP/1.1 ${reads === 1 ? '401 Unauthorized' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
  });
  const read = async () => {
    reads += 1;
    return { code: 0, stdout: adminConf, stderr: '', milliseconds: 1 };
  };
  const client = await connectCluster(remoteTo(port, { run: read }), controlPlane);
  opened.push(client, server);
  await expect(run(client)).rejects.toMatchObject({ status: 404 });
  expect(reads).toBe(2);
});
