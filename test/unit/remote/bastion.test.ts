import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Target } from '../../../src/remote/remote.ts';
import { sh } from '../../../src/shell/sh.ts';
import { failure, remote, server, withSsh } from '../../support/remote-tests.ts';
import type { TestServer } from '../../support/ssh-server.ts';

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

test('a bastion that falls silent is noticed, and takes what runs behind it along', async () => {
  const { bastion, inner, target, pin } = await behindBastion();
  pin(bastion, inner);
  const at = remote({ keepaliveSeconds: 0.05 });
  await at.run(target, sh`true`);
  const hanging = failure(at.run(target, sh`sleep 60`));
  await at.run(target, sh`true`);
  bastion.freeze();
  expect((await hanging).code).toBe('connection-lost');
  expect((await at.run(target, sh`echo back`)).stdout).toBe('back\n');
});
