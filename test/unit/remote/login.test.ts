import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { sh } from '../../../src/shell/sh.ts';
import { failure, remote, server, withSsh } from '../../support/remote-tests.ts';
import { freshKeyPair } from '../../support/ssh-server.ts';

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

test('a key that the host does not know is refused by its code', async () => {
  const host = await server();
  const file = join(host.folder, 'stranger');
  writeFileSync(file, freshKeyPair().private);
  const error = await failure(remote().run(withSsh(host.target(), { key: { file } }), sh`true`));
  expect(error).toMatchObject({ code: 'ssh-auth-failed', host: 'host-1' });
});

test('an unusable key is told without a word of it', async () => {
  const host = await server();
  const text = readFileSync(join(host.folder, 'id'), 'utf8');
  const [, inner = ''] = text.split('\n');
  const target = withSsh(host.target(), { key: { env: 'KEY' } });
  for (const KEY of [inner, text.slice(0, -60), text.replace(inner, inner.slice(4))]) {
    const error = await failure(remote({ environment: { KEY } }).run(target, sh`true`));
    expect(error.code).toBe('secret-missing');
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(inner.slice(8, 24));
  }
});
