import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import type { Remote, Target } from '../../../src/remote/remote.ts';
import { sh } from '../../../src/shell/sh.ts';
import { afterwards, failure, remote as openRemote, server } from '../../support/remote-tests.ts';
import type { ServerBehaviour, TestServer } from '../../support/ssh-server.ts';

let folder: string;
let remote: Remote;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-sudo-'));
  remote = openRemote({ environment: { SUDO: 'open sesame' } });
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
});

/** A server whose `sudo` behaves like the real one as far as it matters here, with the given rights. */
function sudoServer(
  rights: 'free' | 'password' | 'none' | 'missing',
  extra: ServerBehaviour = {},
): Promise<TestServer> {
  const free = 'exec "$@"';
  const refuse = 'echo "ops is not in the sudoers file." >&2; exit 1';
  const ask = `
    tries=0
    while [ $tries -lt 3 ]; do
      IFS= read -r password || { echo "sudo: no password was provided" >&2; [ $tries -gt 0 ] && echo "sudo: $tries incorrect password attempt" >&2; exit 1; }
      if [ "$password" = 'open sesame' ]; then exec "$@"; fi
      tries=$((tries + 1)); echo "$tries" >> ${join(folder, 'wrong')}
      echo 'Sorry, try again.' >&2
    done
    echo 'sudo: 3 incorrect password attempts' >&2; exit 1`;
  const program = `#!/bin/sh
    asks=no
    while [ "\${1#-}" != "$1" ]; do case $1 in -n) asks=never ;; -S) asks=stdin ;; -p) shift ;; --) shift; break ;; esac; shift; done
    echo "$*" >> ${join(folder, 'argv')}
    if [ "${rights}" = none ]; then ${refuse}; fi
    if [ "${rights}" = free ]; then ${free}; fi
    if [ $asks = never ]; then echo 'sudo: a password is required' >&2; exit 1; fi
    ${ask}
`;
  if (rights !== 'missing') {
    writeFileSync(join(folder, 'sudo'), program);
    chmodSync(join(folder, 'sudo'), 0o755);
  }
  return server({ programs: folder, ...extra });
}

const asOps = (host: TestServer, sudo?: { env: string }): Target => {
  const target = host.target({ user: 'ops' });
  return { ...target, ssh: { ...target.ssh, ...(sudo ? { sudo: { password: sudo } } : {}) } };
};

test('root needs no sudo', async () => {
  const host = await sudoServer('none');
  expect((await remote.run(host.target(), sh`echo root`)).stdout).toBe('root\n');
  expect(existsSync(join(folder, 'argv'))).toBe(false);
});

test('sudo without a password is found out once per connection', async () => {
  const host = await sudoServer('free');
  await remote.run(asOps(host), sh`true`);
  expect((await remote.run(asOps(host), sh`echo again`)).stdout).toBe('again\n');
  expect(host.seen.commands).toHaveLength(3);
});

test('the sudo password travels on standard input alone', async () => {
  const host = await sudoServer('password', { noise: 'noise\n' });
  const result = await remote.run(asOps(host, { env: 'SUDO' }), sh`echo rich`);
  expect(result).toMatchObject({ code: 0, stdout: 'rich\n', stderr: '' });
  expect(host.seen.commands.join('\n')).not.toContain('open sesame');
});

test('a password that sudo does not ask for is neither run nor shown', async () => {
  const host = await sudoServer('password');
  const target = asOps(host, { env: 'SUDO' });
  await remote.run(target, sh`true`);
  writeFileSync(join(folder, 'sudo'), '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n');
  const result = await remote.run(target, sh`echo fine`);
  expect(result).toMatchObject({ code: 0, stdout: 'fine\n', stderr: '' });
});

test('a wrong password is told as such and counts once at the host', async () => {
  const host = await sudoServer('password');
  const other = openRemote({ environment: { SUDO: 'guess' } });
  const error = await failure(other.run(asOps(host, { env: 'SUDO' }), sh`true`));
  expect(error.code).toBe('sudo-password-wrong');
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('guess');
  expect(readFileSync(join(folder, 'wrong'), 'utf8')).toBe('1\n');
});

test('a password that is needed and not configured is a refusal that says so', async () => {
  const host = await sudoServer('password');
  const error = await failure(remote.run(asOps(host), sh`true`));
  expect(error.code).toBe('sudo-refused');
  expect(error.message).toContain('ssh.sudo.password');
});

test('a user without rights is refused with the words of sudo', async () => {
  const host = await sudoServer('none');
  const error = await failure(remote.run(asOps(host, { env: 'SUDO' }), sh`true`));
  expect(error.code).toBe('sudo-refused');
  expect(error.message).toContain('not in the sudoers file');
});

test('a password that is not there is a missing secret', async () => {
  const host = await sudoServer('password');
  const error = await failure(remote.run(asOps(host, { env: 'NOT_SET' }), sh`true`));
  expect(error.code).toBe('secret-missing');
  expect(error.message).toContain('NOT_SET');
});

test('a command whose success, output and end arrive in one packet has an end', async () => {
  const host = await server({
    onSocket: (socket) => {
      // Everything that answers one packet leaves in one write.
      socket.prependListener('data', () => {
        socket.cork();
        setImmediate(() => socket.uncork());
      });
      return 'serve';
    },
    onExec: (command, channel) => {
      const end = (mark: string | undefined): void => {
        channel.write(`${mark}\n`);
        channel.exit(0);
        channel.end();
      };
      const trial = /-c 'echo (\w{32})'/.exec(command)?.[1];
      if (trial) return end(trial);
      channel.on('data', (data: Buffer) => {
        const [, nonce] = /echo (\w{32})/.exec(data.toString()) ?? [];
        end(`${nonce}\n${nonce}.`);
      });
    },
  });
  expect((await remote.run(host.target({ user: 'ops' }), sh`true`)).code).toBe(0);
});
