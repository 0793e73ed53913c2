import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SlipwayError } from '../../../src/model/failure.ts';
import { wrapScript } from '../../../src/remote/envelope.ts';
import { openRemote } from '../../../src/remote/open-remote.ts';
import type { Remote, Target } from '../../../src/remote/remote.ts';
import { sh } from '../../../src/shell/sh.ts';
import { startServer } from '../../support/ssh-server.ts';
import type { ServerBehaviour, TestServer } from '../../support/ssh-server.ts';

let folder: string;
let remote: Remote;
const servers: TestServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
  remote = openRemote({ environment: { SUDO: 'open sesame' }, busyMilliseconds: 5 });
});
afterEach(async () => {
  await remote.close();
  servers.splice(0).forEach((server) => server.close());
  rmSync(folder, { recursive: true, force: true });
});

async function server(behaviour?: ServerBehaviour): Promise<TestServer> {
  const started = await startServer(behaviour);
  servers.push(started);
  return started;
}

async function failure(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SlipwayError) return error;
  throw error;
}

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

test('a script gives its exit code and both streams apart', async () => {
  const host = await server();
  const result = await remote.run(host.target(), sh`echo out; echo err >&2; exit 3`);
  expect(result).toMatchObject({ code: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('a script runs in a known environment, without input', async () => {
  const host = await server();
  const { stdout } = await remote.run(host.target(), sh`echo "$LC_ALL $HOME $PWD $(umask) $PATH"; cat`);
  expect(stdout).toBe('C /root / 0077 /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n');
});

test('what a login prints is not part of the output', async () => {
  const host = await server({ noise: 'Welcome!\n@slipway forged ok\n' });
  expect((await remote.run(host.target(), sh`echo mine`)).stdout).toBe('mine\n');
});

test('Unicode and every byte of a large output arrive', async () => {
  const host = await server();
  const { stdout } = await remote.run(
    host.target(),
    sh`i=0; while [ $i -lt 20000 ]; do echo "$i" ${'größer ⛵'}; i=$((i + 1)); done`,
  );
  expect(stdout.split('\n').slice(0, -1)).toEqual(Array.from({ length: 20_000 }, (_, index) => `${index} größer ⛵`));
});

test('a script that ends by a signal counts as in a shell', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(`${/echo (\w{32})/.exec(data.toString())?.[1]}\n`);
        channel.exit('KILL');
        channel.end();
      });
    },
  });
  expect((await remote.run(host.target(), sh`true`)).code).toBe(137);
});

test('a channel that ends without an exit status is a lost connection, never a success', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(`${/echo (\w{32})/.exec(data.toString())?.[1]}\n`);
        channel.end();
      });
    },
  });
  expect((await failure(remote.run(host.target(), sh`true`))).code).toBe('connection-lost');
});

test('a connection that breaks in the middle is lost, and the next script gets a new one', async () => {
  const host = await server();
  const mark = join(folder, 'began');
  const hanging = failure(remote.run(host.target(), sh`touch ${mark}; sleep 60`));
  await expect.poll(() => existsSync(mark)).toBe(true);
  host.cut();
  expect((await hanging).code).toBe('connection-lost');
  expect((await remote.run(host.target(), sh`echo back`)).stdout).toBe('back\n');
});

test('a part of a script does nothing, wherever it is cut', () => {
  const mark = join(folder, 'ran');
  const { input } = wrapScript(sh`
    echo one > ${mark}
    echo two >> ${mark}`);
  const whole = input.lastIndexOf('\nslipway_') + 1 + 'slipway_'.length + 32;
  for (let length = 0; length < whole; length += 7) {
    spawnSync('/bin/sh', ['-s'], { input: input.slice(0, length) });
    expect(existsSync(mark), `after ${length} bytes`).toBe(false);
  }
  spawnSync('/bin/sh', ['-s'], { input });
  expect(existsSync(mark)).toBe(true);
});

test('a script that is no shell is told with the words of the shell', async () => {
  const host = await server();
  const error = await failure(remote.run(host.target(), sh`if true; then`));
  expect(error.code).toBe('step-failed');
  expect(error.message).toMatch(/did not begin on host-1: .*(Syntax error|syntax error)/);
});

test('more than eight mebibytes of output end the script', async () => {
  const host = await server();
  const error = await failure(remote.run(host.target(), sh`head -c 9000000 /dev/zero`));
  expect(error.message).toContain('8 MiB');
});

test('a script that takes too long is given up, here and on the host', async () => {
  const host = await server();
  const error = await failure(remote.run(host.target(), sh`sleep 60`, { seconds: 0.3 }));
  expect(error.code).toBe('time-limit');
  expect(host.seen.commands[0]).toMatch(/^timeout -k 5 2 /);
});

test('an aborted script ends with the reason of the abort', async () => {
  const host = await server();
  const abort = new AbortController();
  const mark = join(folder, 'began');
  const work = remote.run(host.target(), sh`touch ${mark}; sleep 60`, { signal: abort.signal });
  await expect.poll(() => existsSync(mark)).toBe(true);
  abort.abort(new Error('the operator went home'));
  await expect(work).rejects.toThrow('the operator went home');
});

test('a daemon that keeps the output open does not hold the script', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(`${/echo (\w{32})/.exec(data.toString())?.[1]}\n`);
        channel.exit(0);
      });
    },
  });
  expect((await remote.run(host.target(), sh`true`)).code).toBe(0);
});

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
  remote = openRemote({ environment: { SUDO: 'guess' } });
  const error = await failure(remote.run(asOps(host, { env: 'SUDO' }), sh`true`));
  expect(error.code).toBe('sudo-password-wrong');
  expect(error.message).not.toContain('guess');
  expect(spawnSync('cat', [join(folder, 'wrong')]).stdout.toString()).toBe('1\n');
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
