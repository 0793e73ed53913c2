import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { connectCluster } from '../../../src/kube/cluster-client.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { sh } from '../../../src/shell/sh.ts';
import { controlPlane, fakeApi, json, remoteTo } from './fake-api.ts';

const opened: (Server | ClusterClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    if ('exec' in each) await each.close();
    else each.close();
  }
});

const success = JSON.stringify({ status: 'Success' });
const text = 1;
const binary = 2;

function frame(payload: Buffer, { opcode = binary, isLast = true } = {}): Buffer {
  const flags = (isLast ? 0x80 : 0) | opcode;
  if (payload.length < 126) return Buffer.concat([Buffer.from([flags, payload.length]), payload]);
  const isLong = payload.length > 0xffff;
  const size = Buffer.alloc(isLong ? 8 : 2);
  if (isLong) size.writeBigUInt64BE(BigInt(payload.length));
  else size.writeUInt16BE(payload.length);
  return Buffer.concat([Buffer.from([flags, isLong ? 127 : 126]), size, payload]);
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
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${reply}\r\n\r\n`,
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
    '/api/v1/namespaces/n/pods/p/exec?container=c&stdout=true&stderr=true&command=sh&command=-c&command=echo+%27a+b%27',
  ]);
});

test('a script that fails gives its code', async () => {
  const details = { causes: [{ reason: 'ExitCode', message: '7' }] };
  const { client } = await serving((socket) => {
    socket.write(frame(on(3, JSON.stringify({ status: 'Failure', details }))));
  });
  expect(await run(client)).toMatchObject({ code: 7 });
});

test('a script that cannot be started is an error', async () => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(3, JSON.stringify({ status: 'Failure', message: 'no such container' }))));
  });
  await expect(run(client)).rejects.toThrow('no such container');
});

test.each([200, 70_000])('%d bytes of output arrive whole', async (size) => {
  const { client } = await serving((socket) => {
    socket.write(frame(on(1, 'x'.repeat(size))));
    socket.write(frame(on(3, success)));
  });
  expect((await run(client)).stdout.length).toBe(size);
});

test('frames that come in pieces, fragments and pings between them are put together', async () => {
  const bytes = Buffer.concat([
    frame(on(1, 'one '), { isLast: false }),
    frame(Buffer.from('hello'), { opcode: 9 }),
    frame(Buffer.from('two'), { opcode: 0 }),
    frame(Buffer.from([1])),
    frame(on(3, success), { opcode: text }),
  ]);
  const { client } = await serving((socket) => {
    const next = (index: number): void => {
      if (index < bytes.length) socket.write(bytes.subarray(index, index + 1), () => next(index + 1));
    };
    next(0);
  });
  expect(await run(client)).toEqual({ code: 0, stdout: 'one two', stderr: '' });
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
  await expect(run(client)).rejects.toThrow('another handshake');
});

test('a signal ends a script that does not end by itself', async () => {
  const stop = new AbortController();
  const { client } = await serving(() => stop.abort(new Error('enough')));
  await expect(run(client, stop.signal)).rejects.toThrow('enough');
});
