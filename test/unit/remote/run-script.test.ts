import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { wrapScript } from '../../../src/remote/envelope.ts';
import type { Remote } from '../../../src/remote/remote.ts';
import { sh } from '../../../src/shell/sh.ts';
import { afterwards, failure, remote as openRemote, server } from '../../support/remote-tests.ts';

let folder: string;
let remote: Remote;

/** The lines around the output of a script, from what was sent to its shell. */
const began = (sent: Buffer): string => `${/echo (\w{32})/.exec(sent.toString())?.[1]}\n`;
const ended = (sent: Buffer): string => began(sent).replace('\n', '.\n');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
  remote = openRemote();
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
});

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

test('a script that is killed after it began, as by a host that shuts down, has an unknown outcome', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(began(data));
        channel.exit('TERM');
        channel.end();
      });
    },
  });
  const error = await failure(remote.run(host.target(), sh`true`));
  expect([error.code, error.message]).toEqual(['connection-lost', expect.stringContaining('SIGTERM')]);
});

test('output that comes long after the exit is waited for, and counts only with its end', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.exit(0);
        const parts = [began(data), 'one\n', 'two\n', ended(data)];
        const next = (): void => {
          channel.write(parts.shift());
          if (parts.length > 0) setTimeout(next, 700);
          else channel.end();
        };
        next();
      });
    },
  });
  expect((await remote.run(host.target(), sh`true`)).stdout).toBe('one\ntwo\n');
});

test('output whose end does not come has an unknown outcome, whatever the exit code', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(`${began(data)}one\n`);
        channel.exit(0);
      });
    },
  });
  expect((await failure(remote.run(host.target(), sh`true`))).code).toBe('connection-lost');
});

test.each([
  ['exit', sh`echo out; exit 3`, 3],
  ['an error under set -e', sh`set -e; echo out; (exit 4); echo never`, 4],
  ['exec', sh`exec sh -c 'echo out; exit 5'`, 5],
  ['a trap of its own', sh`trap 'echo out; exit 6' EXIT; false`, 6],
])('a script that ends by %s gives its code and all of its output', async (_how, script, code) => {
  const host = await server();
  expect(await remote.run(host.target(), script)).toMatchObject({ code, stdout: 'out\n' });
});

test('a channel that ends without an exit status is a lost connection, never a success', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.on('data', (data: Buffer) => {
        channel.write(began(data));
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
  const whole = input.lastIndexOf(' )') + ' )'.length;
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
        channel.write(began(data) + ended(data));
        channel.exit(0);
      });
    },
  });
  expect((await remote.run(host.target(), sh`true`)).code).toBe(0);
});

test('a session that a shutdown ends before the script began is a lost connection, which is worth a repetition', async () => {
  const host = await server({
    onExec: (_command, channel) => {
      channel.exit('TERM');
      channel.end();
    },
  });
  expect((await failure(remote.run(host.target(), sh`true`))).code).toBe('connection-lost');
  const asOps = host.target({ user: 'ops' });
  expect((await failure(remote.run(asOps, sh`true`))).code).toBe('connection-lost');
});
