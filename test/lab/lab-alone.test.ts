import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { lab } from './run-lab.ts';

const output = fileURLToPath(new URL('../../build/lab-alone', import.meta.url));

function shell(script: string): string {
  return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim();
}

/** Every setting of the kernel that its hosts share with the machine, a line each. */
function settings(): string {
  const folders = '/proc/sys/{kernel,vm,fs,user,net/bridge}';
  const volatile = 'ns_last_pid|kernel/random/|kernel/pty/|vm/(compact_memory|drop_caches|stat_refresh)|binfmt_misc';
  return shell(`find ${folders} -type f -perm -600 | grep -vE '${volatile}' | sort | xargs grep -H '' 2> /dev/null`);
}

const swaps = (): string => shell('tail -n +2 /proc/swaps');

// What belongs to the machine is put back with the last site, so nothing of it can be seen while another one is up.
const others: readonly unknown[] = JSON.parse(await lab('list', '-o', 'json'));

describe.skipIf(others.length > 0)('the only site', () => {
  let before = { settings: '', swaps: '' };

  beforeAll(async () => {
    before = { settings: settings(), swaps: swaps() };
    await lab('up', 'one', '--output', output);
  });

  afterAll(() => lab('down', 'one'));

  /** Runs a command as root on the host, whose sudo asks for the password that `up` has written. */
  function asRoot(command: string): Promise<string> {
    const password = readFileSync(`${output}/sudo_password`, 'utf8').trim();
    return lab('ssh', 'one/cp-1', `sudo -S -p '' sh -c '${command}' <<< ${password}`);
  }

  test('swaps to a file of its host, and asks for a password before it lets anyone become root', async () => {
    expect(await lab('ssh', 'one/cp-1', 'cat /proc/swaps')).toContain('/swap.img');
    expect(await lab('ssh', 'one/cp-1', 'sudo -n true || echo refused')).toBe('refused');
    expect(await asRoot('id -un')).toBe('root');
    expect(swaps()).not.toBe(before.swaps);
  });

  test('puts back what it and its host have changed on the machine, and leaves no folder or cgroup of the lab', async () => {
    await asRoot('echo 10 > /proc/sys/kernel/panic; echo 1 > /proc/sys/vm/overcommit_memory');
    const during = settings();
    for (const name of ['kernel/panic:10', 'vm/overcommit_memory:1', 'fs/inotify/max_user_instances:4096']) {
      expect(during).toContain(`/proc/sys/${name}\n`);
    }
    await lab('down', 'one');
    expect(settings()).toBe(before.settings);
    expect(swaps()).toBe(before.swaps);
    expect(['/run/slipway-lab', '/var/lib/slipway-lab'].filter((path) => existsSync(path))).toEqual([]);
    expect(shell("find /sys/fs/cgroup -type d -name 'slipway-lab'; grep slipway-lab /proc/self/mountinfo")).toBe('');
    expect(shell('ip -o link | grep slipway')).toBe('');
  });
});
