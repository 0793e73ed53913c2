import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { SlipwayError } from '../../../src/model/failure.ts';
import { openRemote } from '../../../src/remote/open-remote.ts';
import type { RemoteOptions } from '../../../src/remote/open-remote.ts';
import type { Remote, Target } from '../../../src/remote/remote.ts';
import { sh } from '../../../src/shell/sh.ts';
import { freshKeyPair, startServer } from '../../support/ssh-server.ts';
import type { ServerBehaviour, TestServer } from '../../support/ssh-server.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function server(behaviour?: ServerBehaviour): Promise<TestServer> {
  const started = await startServer(behaviour);
  ends.push(() => started.close());
  return started;
}

function remote(options: RemoteOptions = {}): Remote {
  const opened = openRemote({ environment: {}, busyMilliseconds: 5, dialSeconds: 1, ...options });
  ends.unshift(() => opened.close());
  return opened;
}

async function failure(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SlipwayError) return error;
  throw error;
}

const withSsh = (target: Target, ssh: Partial<Target['ssh']>): Target => ({
  ...target,
  ssh: { ...target.ssh, ...ssh },
});

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
  ends.push(() => void web.close());
  const host = await server();
  const address = web.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect((await failure(remote().run(withSsh(host.target(), { port }), sh`true`))).code).toBe('host-unreachable');
});

test('a machine without a pinned key is refused, with the fingerprint it shows', async () => {
  const host = await server();
  writeFileSync(join(host.folder, 'known_hosts'), '');
  const error = await failure(remote().run(host.target(), sh`true`));
  expect(error.code).toBe('host-key-unknown');
  expect(error.message).toMatch(/ssh-ed25519 SHA256:\S{43}/);
  expect(host.seen.logins).toBe(0);
});

test('a machine with another key than the pinned one is refused, with both fingerprints', async () => {
  const host = await server();
  const other = freshKeyPair().public;
  writeFileSync(join(host.folder, 'known_hosts'), `[127.0.0.1]:${host.port} ${other}\n`);
  const error = await failure(remote().run(host.target(), sh`true`));
  expect(error.code).toBe('host-key-changed');
  expect(error.message.match(/SHA256:\S{43}/g)).toHaveLength(2);
  expect(host.seen.logins).toBe(0);
});

test('a corrected known_hosts file counts at the next try', async () => {
  const host = await server();
  const at = remote();
  writeFileSync(join(host.folder, 'known_hosts'), '');
  await failure(at.run(host.target(), sh`true`));
  writeFileSync(join(host.folder, 'known_hosts'), `[127.0.0.1]:${host.port} ${host.hostKey}\n`);
  expect((await at.run(host.target(), sh`true`)).code).toBe(0);
});

test('a refused login is not tried again for a while, and fails at once with the same words', async () => {
  const host = await server();
  const at = remote({ refusalSeconds: 60 });
  const first = await failure(at.run(host.target({ user: 'stranger' }), sh`true`));
  expect(first.code).toBe('ssh-auth-failed');
  const { connections } = host.seen;
  expect((await failure(at.run(host.target({ user: 'stranger' }), sh`true`))).message).toBe(first.message);
  expect(host.seen.connections).toBe(connections);
});

test('only the one key is offered, once', async () => {
  const host = await server();
  await failure(remote().run(host.target({ user: 'stranger' }), sh`true`));
  expect(host.seen.logins).toBe(1);
});

test('a host without a common algorithm is told with the lists of both sides', async () => {
  const host = await server({ kex: ['diffie-hellman-group18-sha512'] });
  const error = await failure(remote().run(host.target(), sh`true`));
  expect(error.code).toBe('ssh-handshake-failed');
  expect(error.message).toContain('curve25519-sha256');
  expect(error.message).toContain('the host offers diffie-hellman-group18-sha512');
});

test('a key file that is not there is a missing secret, with its path', async () => {
  const host = await server();
  const error = await failure(remote().run(withSsh(host.target(), { key: { file: '/nowhere/id' } }), sh`true`));
  expect(error.code).toBe('secret-missing');
  expect(error.message).toContain('/nowhere/id');
});

test('a key with a passphrase is a missing secret that says so', async () => {
  const host = await server();
  const file = join(host.folder, 'locked');
  const locked = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'x', cipher: 'aes256-cbc', rounds: 4 });
  writeFileSync(file, locked.private);
  const error = await failure(remote().run(withSsh(host.target(), { key: { file } }), sh`true`));
  expect(error).toMatchObject({ code: 'secret-missing' });
  expect(error.message).toContain('passphrase');
});

test('a key may come from a variable, and a missing agent is told', async () => {
  const host = await server();
  const environment = { KEY: readFileSync(join(host.folder, 'id'), 'utf8') };
  expect((await remote({ environment }).run(withSsh(host.target(), { key: { env: 'KEY' } }), sh`true`)).code).toBe(0);
  const error = await failure(remote().run(withSsh(host.target(), { key: { agent: true } }), sh`true`));
  expect(error.message).toContain('SSH_AUTH_SOCK');
});

async function behindBastion(): Promise<{
  bastion: TestServer;
  inner: TestServer;
  target: Target;
  pin: (...hosts: TestServer[]) => void;
}> {
  const bastion = await server();
  const inner = await server({ like: bastion });
  const knownHosts = join(inner.folder, 'pinned');
  const target = withSsh(inner.target(), {
    knownHosts,
    bastion: { address: '127.0.0.1', port: bastion.port, user: 'root' },
  });
  const line = (host: TestServer): string => `[127.0.0.1]:${host.port} ${host.hostKey}\n`;
  return { bastion, inner, target, pin: (...hosts) => writeFileSync(knownHosts, hosts.map(line).join('')) };
}

test('a host behind a bastion is reached through it alone', async () => {
  const { bastion, inner, target, pin } = await behindBastion();
  pin(bastion, inner);
  expect((await remote().run(target, sh`echo inside`)).stdout).toBe('inside\n');
  expect([bastion.seen.connections, bastion.seen.commands, inner.seen.connections]).toEqual([1, [], 1]);
});

test('the host keys of the bastion and of the host behind it are both verified', async () => {
  const { bastion, inner, target, pin } = await behindBastion();
  const at = remote();
  pin(inner);
  expect(await failure(at.run(target, sh`true`))).toMatchObject({
    code: 'host-key-unknown',
    host: 'bastion 127.0.0.1',
  });
  pin(bastion);
  expect(await failure(at.run(target, sh`true`))).toMatchObject({ code: 'host-key-unknown', host: 'host-1' });
});

test('a bastion that dies takes what runs behind it along', async () => {
  const { bastion, inner, target, pin } = await behindBastion();
  pin(bastion, inner);
  const at = remote();
  await at.run(target, sh`true`);
  const hanging = failure(at.run(target, sh`sleep 60`));
  await at.run(target, sh`true`);
  bastion.cut();
  expect((await hanging).code).toBe('connection-lost');
});

test('a bastion that does not reach the host says so', async () => {
  const { bastion, inner, target, pin } = await behindBastion();
  pin(bastion, inner);
  inner.stop();
  const error = await failure(remote().run(target, sh`true`));
  expect(error.code).toBe('host-unreachable');
  expect(error.message).toContain('bastion 127.0.0.1 does not reach');
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
  ends.push(() => void echo.close());
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
