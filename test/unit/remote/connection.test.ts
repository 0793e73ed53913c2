import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { sh } from '../../../src/shell/sh.ts';
import { afterwards, failure, remote, server, withSsh } from '../../support/remote-tests.ts';
import type { TestServer } from '../../support/ssh-server.ts';

test('many callers share one connection', async () => {
  const host = await server();
  const at = remote();
  const results = await Promise.all(Array.from({ length: 20 }, (_, index) => at.run(host.target(), sh`echo ${index}`)));
  expect(results.map(({ stdout }) => stdout.trim())).toEqual(results.map((_, index) => String(index)));
  expect(host.seen.connections).toBe(1);
  expect(host.seen.logins).toBeLessThanOrEqual(2);
});

test('a host that has no session free is asked again, and nothing runs twice', async () => {
  const host = await server({ sessions: 2 });
  const at = remote();
  const results = await Promise.all(Array.from({ length: 12 }, () => at.run(host.target(), sh`echo once`)));
  expect(results.map(({ stdout }) => stdout)).toEqual(results.map(() => 'once\n'));
  expect(host.seen.commands).toHaveLength(12);
});

test('a host that drops handshakes is asked again after a pause', async () => {
  let sockets = 0;
  const host = await server({ onSocket: () => ((sockets += 1) <= 2 ? 'drop' : 'serve') });
  expect((await remote().run(host.target(), sh`echo here`)).stdout).toBe('here\n');
});

test('a host that always drops handshakes is unreachable, not wrong', async () => {
  const host = await server({ onSocket: () => 'drop' });
  expect((await failure(remote().run(host.target(), sh`true`))).code).toBe('host-unreachable');
});

test('a closed port is unreachable, with address and reason', async () => {
  const host = await server();
  host.stop();
  const error = await failure(remote().run(host.target(), sh`true`));
  expect(error).toMatchObject({ code: 'host-unreachable', host: 'host-1' });
  expect(error.message).toBe(`127.0.0.1:${host.port}: the connection was refused`);
});

test('a port that accepts and says nothing is unreachable after the handshake limit', async () => {
  const host = await server({ onSocket: () => 'silence' });
  const error = await failure(remote({ handshakeSeconds: 0.2 }).run(host.target(), sh`true`));
  expect(error).toMatchObject({ code: 'host-unreachable' });
  expect(error.message).toContain('0.2 s');
});

test('something that does not speak SSH is told so', async () => {
  const web = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', resolve);
  });
  afterwards(() => void web.close());
  const host = await server();
  const address = web.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect((await failure(remote().run(withSsh(host.target(), { port }), sh`true`))).code).toBe('host-unreachable');
});

test('what hangs on a connection is settled when it is closed', async () => {
  const host = await server();
  const at = remote();
  await at.run(host.target(), sh`true`);
  const hanging = failure(at.run(host.target(), sh`sleep 60`));
  await at.run(host.target(), sh`true`);
  await at.close();
  expect((await hanging).code).toBe('connection-lost');
});

test('an idle connection is closed, and made anew when it is needed', async () => {
  const host = await server();
  const at = remote({ idleSeconds: 0 });
  await at.run(host.target(), sh`true`);
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  expect((await at.run(host.target(), sh`echo again`)).stdout).toBe('again\n');
  expect(host.seen.connections).toBe(2);
});

test('a forwarded stream reaches a port of the host and is ended with the connection', async () => {
  const host = await server();
  const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => {
    echo.listen(0, '127.0.0.1', resolve);
  });
  afterwards(() => void echo.close());
  const address = echo.address();
  const at = remote();
  const stream = await at.forward(
    host.target(),
    '127.0.0.1',
    typeof address === 'object' && address ? address.port : 0,
  );
  const back = new Promise((resolve) => {
    stream.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  stream.write('ahoy');
  expect(await back).toBe('ahoy');
  const closed = new Promise((resolve) => {
    stream.on('error', () => undefined).once('close', resolve);
  });
  host.cut();
  await closed;
});

test('a host that falls silent is noticed by keepalive, and the next script gets a new connection', async () => {
  const host = await server();
  const at = remote({ keepaliveSeconds: 0.05 });
  const hanging = failure(at.run(host.target(), sh`sleep 60`));
  await at.run(host.target(), sh`true`);
  host.freeze();
  const error = await hanging;
  expect(error).toMatchObject({ code: 'connection-lost', host: 'host-1' });
  expect(error.message).toContain('Keepalive timeout');
  expect((await at.run(host.target(), sh`echo back`)).stdout).toBe('back\n');
});

test('no more than eight handshakes at a time go to one address', async () => {
  let most = 0;
  const host: TestServer = await server({
    onSocket: () => {
      sockets += 1;
      most = Math.max(most, sockets - host.seen.logins);
      return 'serve';
    },
  });
  let sockets = 0;
  const at = remote();
  const names = Array.from({ length: 20 }, (_, index) => `host-${index}`);
  await Promise.all(names.map((name) => at.run(host.target({ name }), sh`true`)));
  expect(sockets).toBe(20);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test('a machine that has another name now is called by it, also in failures', async () => {
  const host = await server();
  const at = remote();
  await at.run(host.target({ name: 'old' }), sh`true`);
  const error = await failure(at.run(host.target({ name: 'new' }), sh`if true; then`));
  expect(error.host).toBe('new');
  expect(error.message).not.toContain('old');
});

test('a name that has another address now is reached there', async () => {
  const [before, after] = [await server(), await server()];
  const at = remote();
  await at.run(before.target(), sh`true`);
  await at.run(after.target(), sh`true`);
  expect([before.seen.connections, after.seen.connections]).toEqual([1, 1]);
});

test('many calls and many tries under one signal leave nothing on it, and Node warns of nothing', async () => {
  const warnings: string[] = [];
  const warned = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', warned);
  afterwards(() => void process.off('warning', warned));
  const host = await server({ sessions: 2 });
  const at = remote();
  const { signal } = new AbortController();
  const calls = Array.from({ length: 30 }, () => at.run(host.target(), sh`true`, { signal }));
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(10);
  await Promise.all(calls);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(warnings).toEqual([]);
});
