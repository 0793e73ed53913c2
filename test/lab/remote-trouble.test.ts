import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import {
  during,
  endWorkers,
  failureOf,
  followed,
  marked,
  remoteHosts,
  runsOf,
  targetOf,
  worker,
} from './remote-hosts.ts';
import { lab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite('remote');
  await lab(...site.up);
});
afterAll(async () => {
  await endWorkers();
  await site.end();
});

/** A job that ends at once where it began before, and else never. */
const endlessOnce = (slot: string) => marked(slot, `[ "$(wc -l < /root/${slot})" = 1 ] || exit 0; sleep 86399`);

/** Puts a file system of that size where jobs live, while `work` goes on. */
async function withSmallDisk(at: Remote, target: Target, size: string, work: () => Promise<void>): Promise<void> {
  await at.run(target, sh`mkdir -p /var/lib/slipway && mount -t tmpfs -o size=${size} none /var/lib/slipway`);
  try {
    await work();
  } finally {
    await at.run(target, sh`umount -l /var/lib/slipway`);
  }
}

// The two families side by side, each host one thing after the other.
describe.concurrent.each(remoteHosts)('on %s', (host, address) => {
  let target: Target;
  let at: Remote;
  beforeAll(() => {
    target = targetOf(site, [host, address]);
    at = worker();
  });
  const withSsh = (ssh: Partial<Target['ssh']>): Target => ({ ...target, ssh: { ...target.ssh, ...ssh } });

  test.sequential('a host that stands still for a while costs time and nothing else', async () => {
    const { begun, result } = followed(at, target, marked('frozen', 'sleep 2; echo ended'));
    await begun;
    const { code } = await during(['freeze', 'thaw'], host, () => failureOf(at.run(target, sh`true`)));
    expect(code).toBe('host-unreachable');
    expect(await result).toMatchObject({ exit: { code: 0 }, tail: 'begun\nended\n' });
    expect(await runsOf(at, target, 'frozen')).toBe(1);
  });

  test.sequential('a job that is started while its host shuts down runs once, after the restart', async () => {
    // What ends slowly holds the host up on its way down, with sshd still there. This connection may end with the session.
    const goingDown = at.run(
      target,
      sh`
        systemd-run --quiet --unit=slow -p After=ssh.service -p TimeoutStopSec=30 -p ExecStop="/bin/sleep 6" /bin/sleep infinity
        systemctl reboot --no-block
        until [ "$(systemctl is-system-running)" = stopping ]; do sleep 0.1; done`,
    );
    await goingDown.catch(() => undefined);
    expect(await at.follow(target, marked('late', 'echo ended'))).toMatchObject({ exit: { code: 0 } });
    expect(await runsOf(at, target, 'late')).toBe(1);
  });

  test.sequential('a job whose host lost its power is lost, and runs again after that was acknowledged', async () => {
    const job = endlessOnce('power');
    const { begun, result } = followed(at, target, job);
    const lost = failureOf(result);
    await begun;
    await lab('kill', host);
    await lab('start', host);
    expect(await lost).toMatchObject({ code: 'job-lost', host, tail: 'begun\n' });
    expect((await failureOf(at.follow(target, { ...job, fence: 2 }))).code).toBe('job-lost');
    expect(await runsOf(at, target, 'power')).toBe(1);
    await at.acknowledge(target, { ...job, fence: 2 });
    expect(await at.follow(target, { ...job, fence: 3 })).toMatchObject({ exit: { code: 0 }, attached: false });
    expect(await runsOf(at, target, 'power')).toBe(2);
  });

  test.sequential('a job whose host was shut down is interrupted, and runs again after that was acknowledged', async () => {
    const job = endlessOnce('reboot');
    const { begun, result } = followed(at, target, job);
    const interrupted = failureOf(result);
    await begun;
    await lab('reboot', host);
    expect(await interrupted).toMatchObject({ code: 'job-interrupted', host, tail: 'begun\n' });
    await at.acknowledge(target, job);
    expect(await at.follow(target, { ...job, fence: 2 })).toMatchObject({ exit: { code: 0 }, attached: false });
    expect(await runsOf(at, target, 'reboot')).toBe(2);
  });

  test.sequential('patience ends where a host stays away, and begins anew with the next attempt', async () => {
    const job = marked('patience', '');
    const follow = () => failureOf(at.follow(target, job, { patience: 4 }));
    const failure = await during(['cut', 'heal'], host, follow);
    expect(failure).toMatchObject({ code: 'connection-lost', host });
    expect(failure.message).toMatch(new RegExp(`^${host} gave no answer for \\d+ s, in \\d+ tries: `));
    expect(await at.follow(target, job)).toMatchObject({ exit: { code: 0 } });
    expect(await runsOf(at, target, 'patience')).toBe(1);
  });

  test.sequential('a disk without room is told before the job begins', async () => {
    await withSmallDisk(at, target, '50m', async () => {
      const failure = await failureOf(at.follow(target, marked('small', '')));
      expect(failure).toMatchObject({ code: 'disk-full', host });
    });
    expect(await runsOf(at, target, 'small')).toBe(0);
  });

  test.sequential('a disk that fills up takes neither the end of a job nor the power to stop one', async () => {
    const fill = 'until [ -e /root/fill ]; do sleep 0.1; done; head -c 300M /dev/zero >> /var/lib/slipway/junk';
    await withSmallDisk(at, target, '160m', async () => {
      const running = followed(at, target, marked('runaway', `${fill}; sleep 86398`));
      const ending = followed(at, target, marked('filler', `${fill}; exit 7`));
      await Promise.all([running.begun, ending.begun]);
      await at.run(target, sh`touch /root/fill`);
      expect(await ending.result).toMatchObject({ exit: { code: 7 } });
      const room = async (): Promise<string> => (await at.run(target, sh`stat -f -c %a /var/lib/slipway`)).stdout;
      expect(await room()).toBe('0\n');
      expect((await failureOf(at.follow(target, marked('late', '')))).code).toBe('disk-full');
      expect(await at.stop(target, 'runaway', 2)).toBe(true);
      expect(await running.result).toMatchObject({ exit: { signal: 'TERM' } });
    });
  });

  test.sequential('a wrong password and a wrong key are told by their codes, and the password is not repeated', async () => {
    const guess = 'guessed and wrong';
    const other = worker({ environment: { GUESS: guess } });
    const wrong = await failureOf(other.run(withSsh({ sudo: { password: { env: 'GUESS' } } }), sh`true`));
    expect(wrong).toMatchObject({ code: 'sudo-password-wrong', host });
    expect(`${wrong.stack} ${String(wrong.cause)}`).not.toContain(guess);
    const file = join(site.output, `stranger-${host}`);
    await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    expect(await failureOf(at.run(withSsh({ key: { file } }), sh`true`))).toMatchObject({
      code: 'ssh-auth-failed',
      host,
    });
    expect((await at.run(target, sh`id -u`)).stdout).toBe('0\n');
  });
});

test('a reinstalled host is refused until its new key is pinned, and knows nothing of earlier jobs', async () => {
  const [fresh = ['', '']] = remoteHosts.slice(1);
  const [host] = fresh;
  const target = targetOf(site, fresh);
  const at = worker();
  const job = marked('reinstalled', 'exit 5');
  await at.follow(target, job);
  await lab('fresh', host, '--new-host-key');
  expect(await failureOf(at.follow(target, job, { patience: 60 }))).toMatchObject({ code: 'host-key-changed', host });
  await lab(...site.up);
  expect(await at.follow(target, job)).toMatchObject({ exit: { code: 5 }, attached: false });
});
