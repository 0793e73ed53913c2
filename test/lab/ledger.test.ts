import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { LedgerEntry } from '../../lab/ledger/entries.ts';
import { lab, tryLab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';
import { tracesOfKubernetes } from './traces.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite('ledger');
  await lab(...site.up);
});

afterAll(() => site.end());

async function calls(host: string, program: string): Promise<readonly LedgerEntry[]> {
  return JSON.parse(await lab('ledger', `ledger/${host}`, program, '-o', 'json'));
}

/** The last call of a program with that first argument. */
async function last(host: string, program: string, first: string): Promise<LedgerEntry | undefined> {
  return (await calls(host, program)).findLast(({ arguments: [word] }) => word === first);
}

describe.each([
  ['le-1', 'apt-get'],
  ['le-2', 'dnf'],
])('the ledger of %s', (host, manager) => {
  const on = (command: string) => tryLab('ssh', `ledger/${host}`, command);

  test('has each call with its arguments, its process and its exit code, and changes none of what is said', async () => {
    const command = 'systemctl is-active no-such.service "two words"';
    const { code, ...said } = await on(`/usr/libexec/recorded/${command}`);
    expect(code).toBeGreaterThan(0);
    expect(await on(command)).toEqual({ code, ...said });
    const call = await last(host, 'systemctl', 'is-active');
    expect(call).toMatchObject({ arguments: ['is-active', 'no-such.service', 'two words'], ended: { code } });
    expect(call?.pid).toBeGreaterThan(1);
  });

  test('has the package manager, which reads its input and fails as it always does', async () => {
    const { code, stdout } = await on(`echo n | sudo ${manager} install no-such-package 2>&1`);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/Unable to locate package|No match for argument/);
    expect(await last(host, manager, 'install')).toMatchObject({ ended: { code } });
  });

  /** A call that lasts, is sent a signal and gives its exit code; what it has called ends with it, if a moment later. */
  const struck = (signal: string): Promise<string> => {
    const there = 'pgrep -fx "systemctl start long" >/dev/null';
    const script = [
      'systemctl start long & sleep 0.5',
      `${there} || exit 1`,
      `kill -${signal} $!; wait $!; echo $?`,
      `for i in $(seq 100); do ${there} || exit 0; sleep 0.1; done; exit 1`,
    ];
    return lab('ssh', `ledger/${host}`, `sudo sh -c '${script.join('; ')}'`);
  };

  test('tells how a signal has ended a program, and tells only the beginning where nobody was left to write more', async () => {
    await on('sudo systemd-run --quiet --no-block --unit=long -p Type=oneshot sleep 600');
    expect(await struck('TERM')).toBe('143');
    expect(await last(host, 'systemctl', 'start')).toMatchObject({ ended: { signal: 15 } });
    expect(await struck('KILL')).toBe('137');
    expect(await last(host, 'systemctl', 'start')).not.toHaveProperty('ended');
  });

  test('outlives a power cut, and can be read while the host is off', async () => {
    // Some seconds after a login the host's own manager of users ends, and calls it too.
    const asked = async () => (await calls(host, 'systemctl')).filter(({ arguments: [word] }) => word !== '--user');
    const before = await asked();
    expect(before).not.toEqual([]);
    await lab('kill', host);
    expect(await asked()).toEqual(before);
    await lab('start', host);
    await on('systemctl --version');
    const after = await asked();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.at(-1)?.boot).not.toBe(before.at(-1)?.boot);
  });

  test('is no trace of Kubernetes', async () => {
    expect(await lab('ssh', `ledger/${host}`, tracesOfKubernetes)).toBe('');
  });
});
