import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { greeting, greets, isSilent } from './greeting.ts';
import { lab, tryLab } from './run-lab.ts';
import { processesOf, testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite('lab-trouble');
  await lab(...site.up);
});

afterAll(() => site.end());

const bootId = (host: string): Promise<string> => lab('ssh', host, 'cat /proc/sys/kernel/random/boot_id');

async function stateOf(host: string): Promise<unknown> {
  const rows: readonly { readonly host: string }[] = JSON.parse(await lab('list', '-o', 'json'));
  return rows.find((row) => row.host === host);
}

/** The digest of 20 MB of zeros, fetched from a host or made here. */
async function bulkDigest(address?: string): Promise<string> {
  const options = `-F none -i ${site.output}/id_ed25519 -o UserKnownHostsFile=${site.output}/known_hosts`;
  const from = address ? `ssh ${options} ops@${address} ` : '';
  const { stdout } = await promisify(execFile)('bash', ['-c', `${from}head -c 20000000 /dev/zero | sha256sum`]);
  return stdout;
}

// The two families side by side, each host one thing after the other.
describe.concurrent.each([
  ['lt-1', '10.91.0.11'],
  ['lt-2', '10.91.0.12'],
])('%s', (host, address) => {
  test.sequential('keeps its disk over a reboot and has a boot id of its own', async () => {
    const before = await bootId(host);
    await lab('ssh', host, 'echo kept > note');
    await lab('reboot', host);
    expect(await bootId(host)).not.toBe(before);
    expect(await lab('ssh', host, 'cat note')).toBe('kept');
  });

  test.sequential('stays off after a power cut until it is started, and its journal can be read meanwhile', async () => {
    await lab('ssh', host, 'logger --journald <<< "MESSAGE=before the cut" && sudo journalctl --sync');
    expect(await lab('logs', host, '-n', '50')).toContain('before the cut');
    await lab('kill', host);
    expect(await isSilent(address)).toBe(true);
    expect(await stateOf(host)).toMatchObject({ power: 'off' });
    expect(processesOf(site.name, host, 'machine')).toEqual([]);
    expect(await lab('logs', host, '-n', '200')).toContain('before the cut');
    for (const command of ['kill', 'freeze', 'reboot']) {
      expect((await tryLab(command, host)).stderr).toMatch(new RegExp(`^lab: ${host} is off\\b.*\\n$`, 'm'));
    }
    await lab('start', host);
    expect(await greets(address)).toBe(true);
    expect((await tryLab('start', host)).stderr).toContain(`lab: ${host} is on already\n`);
  });

  test.sequential('stays off when it has shut itself down', async () => {
    await tryLab('ssh', host, 'sudo systemctl poweroff');
    await expect.poll(() => processesOf(site.name, host, 'power'), { timeout: 120_000 }).toEqual([]);
    await lab('start', host);
    expect(await greets(address)).toBe(true);
  });

  test.sequential('does not greet while it is frozen, and goes on where it was', async () => {
    const before = await bootId(host);
    await lab('freeze', host);
    expect(await isSilent(address)).toBe(true);
    expect(await stateOf(host)).toMatchObject({ power: 'frozen' });
    expect((await tryLab('reboot', host)).stderr).toContain(`${host} is frozen`);
    await lab('thaw', host);
    expect(await bootId(host)).toBe(before);
  });

  test.sequential('is out of reach while its network is cut, also over a power cut while frozen, until that is mended', async () => {
    await lab('cut', host);
    expect(await isSilent(address)).toBe(true);
    expect(await stateOf(host)).toMatchObject({ power: 'on', network: 'cut' });
    await lab('freeze', host);
    await lab('kill', host);
    expect(await stateOf(host)).toMatchObject({ power: 'off', network: 'cut' });
    const started = tryLab('start', host);
    const running = (): number => processesOf(site.name, host, 'machine').length;
    // It may have to wait for the command of another site first.
    await expect.poll(running, { timeout: 300_000 }).toBeGreaterThan(3);
    expect(await isSilent(address)).toBe(true);
    await lab('heal', host);
    expect(await started).toMatchObject({ code: 0 });
    expect(await greets(address)).toBe(true);
  });

  test.sequential('answers later while it is delayed, also over a reboot, and carries bulk data unharmed', async () => {
    await lab('delay', host, '80');
    await lab('reboot', host);
    expect(await stateOf(host)).toMatchObject({ network: '+80 ms' });
    // One round trip for the connection, one for the greeting.
    expect(await greeting(address, 30)).toBeGreaterThan(155);
    expect(await bulkDigest(address)).toBe(await bulkDigest());
    await lab('delay', host, '0');
    expect(await stateOf(host)).toMatchObject({ network: 'up' });
    expect(await bulkDigest(address)).toBe(await bulkDigest());
  });

  test.sequential('tells programs another time while its clock is wrong, also over a reboot', async () => {
    const minutesOff = async (): Promise<number> =>
      Math.round((Number(await lab('ssh', host, 'date +%s')) * 1000 - Date.now()) / 60_000);
    await lab('clock', host, '--', '-3600');
    expect(await minutesOff()).toBe(-60);
    await lab('reboot', host);
    expect(await minutesOff()).toBe(-60);
    await lab('clock', host, '0');
    expect(Math.abs(await minutesOff())).toBe(0);
  });

  test.sequential('can be thrown away, and the blank one is still recognised', async () => {
    await lab('ssh', host, 'echo old > note');
    const machineId = await lab('ssh', host, 'cat /etc/machine-id');
    await lab('fresh', host);
    expect(await lab('ssh', host, 'ls')).toBe('');
    expect(await lab('ssh', host, 'cat /etc/machine-id')).not.toBe(machineId);
  });

  test.sequential('gives the exit code and the output of a command', async () => {
    expect(await tryLab('ssh', `${site.name}/${host}`, 'echo out; echo err >&2; exit 7')).toEqual({
      code: 7,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
});

test('a host with a new key is a stranger until the next up, and the others are not', async () => {
  await lab('fresh', 'lt-2', '--new-host-key');
  expect((await tryLab('ssh', 'lt-2', 'true')).stderr).toContain('Host key verification failed');
  expect(await lab('ssh', 'lt-1', 'id -un')).toBe('ops');
  await lab(...site.up);
  expect(await lab('ssh', 'lt-2', 'id -un')).toBe('ops');
});
