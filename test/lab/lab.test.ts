import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { lab, startLab, tryLab } from './run-lab.ts';

// A site of its own, beside whatever else is up on this machine.
const site = 'labtest';
const siteText = `
network: { subnet: 10.90.0.0/24, bridge: slipwaytest0 }
login: { user: ops, sudo: nopasswd }
hosts:
  - { name: lt-1, family: ubuntu-24.04, address: 10.90.0.11, role: control-plane, memory: 2Gi }
  - { name: lt-2, family: centos-9, address: 10.90.0.12, role: worker }
`;

let folder = '';
const up = (): readonly string[] => ['up', join(folder, `${site}.yaml`), '--output', join(folder, 'out')];
const bootId = (host: string): Promise<string> => lab('ssh', host, 'cat /proc/sys/kernel/random/boot_id');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-lab-test-'));
  await writeFile(join(folder, `${site}.yaml`), siteText);
  await lab(...up());
});

afterAll(async () => {
  if (remains().length > 0) await lab('down', site);
  await rm(folder, { recursive: true, force: true });
});

/** Everything of the site that the kernel or the disk still knows, in words. */
function remains(): string[] {
  const say = (command: string): string[] => {
    const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean);
  };
  return [
    ...say(`find /sys/fs/cgroup /run/slipway-lab/cgroup -path '*slipway-lab/${site}*' -type d 2> /dev/null`),
    ...say('find /sys/fs/cgroup -path "*slipway-lab/.work*" -type d'),
    ...say(`ip -details link | grep -o 'slipwaytest0' | sort -u; ip link | grep -o 'alias slipway-lab ${site}.*'`),
    ...say(`grep -o '/[^ ]*slipway-lab[^ ]*/${site}[^ ]*' /proc/self/mountinfo`),
    ...say(`pgrep -af 'lab/${site}|labs/${site}|10.90.0' | grep -v pgrep`),
    ...[`/run/slipway-lab/sites/${site}`, `/var/lib/slipway-lab/${site}`].filter((path) => existsSync(path)),
  ];
}

/** Milliseconds until sshd greets, or Infinity when it does not within two seconds. */
async function greeting(address: string): Promise<number> {
  const since = performance.now();
  const socket = connect({ host: address, port: 22 });
  const giveUp = setTimeout(() => socket.destroy(new Error('no greeting')), 2000);
  try {
    await once(socket, 'data');
    return performance.now() - since;
  } catch {
    return Infinity;
  } finally {
    clearTimeout(giveUp);
    socket.destroy();
  }
}

test('hosts are fresh machines of their family, with nothing of Kubernetes', async () => {
  const look =
    '. /etc/os-release; echo "$PRETTY_NAME"; systemctl is-system-running; getent passwd kubelet; ls /etc/crio /etc/kubernetes';
  const [ubuntu, centos] = await Promise.all([tryLab('ssh', 'lt-1', look), tryLab('ssh', 'lt-2', look)]);
  expect(ubuntu.stdout).toBe('Ubuntu 24.04.1 LTS\nrunning\n');
  expect(centos.stdout).toBe('CentOS Stream 9\nrunning\n');
  for (const tool of ['kubelet', 'crio', 'newuidmap', 'conntrack', 'ethtool', 'socat', 'crun']) {
    expect((await tryLab('ssh', 'lt-1', `sudo sh -c 'command -v ${tool}'`)).code, tool).not.toBe(0);
  }
});

test('package managers find the distribution mirror of the site, and only that', async () => {
  await Promise.all([
    lab('ssh', 'lt-1', 'sudo apt-get -q update && sudo apt-get -q -y install ethtool && test -x /usr/sbin/ethtool'),
    lab('ssh', 'lt-2', 'sudo dnf -q -y install ethtool && test -x /usr/sbin/ethtool'),
  ]);
  expect(await lab('ssh', 'lt-1', 'cat /etc/apt/sources.list.d/*')).toMatch(
    /^deb \[.*\] http:\/\/10\.90\.0\.1:8081\S* \.\/$/,
  );
  expect(await lab('ssh', 'lt-2', 'grep -h baseurl /etc/yum.repos.d/*')).toBe(
    'baseurl=http://10.90.0.1:8081/centos/9/',
  );
});

test('modprobe succeeds for what the kernel has built in and fails in its own words for the rest', async () => {
  expect((await tryLab('ssh', 'lt-2', 'sudo modprobe overlay && sudo modprobe br_netfilter')).code).toBe(0);
  expect((await tryLab('ssh', 'lt-2', 'sudo modprobe no_such_module')).stderr).toContain(
    'Module no_such_module not found',
  );
});

test('a user namespace can mount a fresh proc, as pods need', async () => {
  const script = 'unshare --user --map-root-user --pid --fork --mount-proc sh -c "ls /proc | grep -c ^1$"';
  expect(await lab('ssh', 'lt-1', script)).toBe('1');
});

test('a second up changes nothing', async () => {
  const before = await Promise.all([bootId('lt-1'), bootId('lt-2')]);
  await lab(...up());
  expect(await Promise.all([bootId('lt-1'), bootId('lt-2')])).toEqual(before);
});

test('a reboot keeps the disk and has a boot id of its own', async () => {
  const before = await bootId('lt-1');
  await lab('ssh', 'lt-1', 'echo kept > note');
  await lab('reboot', 'lt-1');
  expect(await bootId('lt-1')).not.toBe(before);
  expect(await lab('ssh', 'lt-1', 'cat note')).toBe('kept');
});

test('a host whose power is cut stays off until it is started, and its journal can be read', async () => {
  await lab('ssh', 'lt-2', 'logger --journald <<< "MESSAGE=before the cut" && sudo journalctl --sync');
  await lab('kill', 'lt-2');
  expect(await greeting('10.90.0.12')).toBe(Infinity);
  expect(JSON.parse(await lab('list', '-o', 'json'))).toContainEqual(
    expect.objectContaining({ host: 'lt-2', power: 'off' }),
  );
  expect(await lab('logs', 'lt-2', '-n', '200')).toContain('before the cut');
  expect((await tryLab('kill', 'lt-2')).stderr).toContain('lt-2 is off already');
  await lab('start', 'lt-2');
  expect(await greeting('10.90.0.12')).toBeLessThan(2000);
});

test('a host that shuts itself down stays off', async () => {
  await tryLab('ssh', 'lt-2', 'sudo systemctl poweroff');
  const group = `/sys/fs/cgroup/freezer/slipway-lab/${site}/hosts/lt-2/power/cgroup.procs`;
  await expect.poll(() => readFileSync(group, 'utf8'), { timeout: 30_000 }).toBe('');
  await lab('start', 'lt-2');
});

test('a frozen host does not greet, and its power can be cut', async () => {
  await lab('freeze', 'lt-1');
  expect(await greeting('10.90.0.11')).toBe(Infinity);
  await lab('thaw', 'lt-1');
  expect(await greeting('10.90.0.11')).toBeLessThan(2000);
  await lab('freeze', 'lt-1');
  await lab('kill', 'lt-1');
  await lab('start', 'lt-1');
});

test('a cut network lets nothing pass, also after a reboot, until it is mended', async () => {
  await lab('cut', 'lt-1');
  expect(await greeting('10.90.0.11')).toBe(Infinity);
  await lab('kill', 'lt-1');
  const child = startLab(['start', 'lt-1']);
  const init = `/sys/fs/cgroup/freezer/slipway-lab/${site}/hosts/lt-1/machine/cgroup.procs`;
  await expect
    .poll(() => existsSync(init) && readFileSync(init, 'utf8').split('\n').length > 5, { timeout: 30_000 })
    .toBe(true);
  expect(await greeting('10.90.0.11')).toBe(Infinity);
  await lab('heal', 'lt-1');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});

test('a delay makes round trips longer and carries bulk data unharmed', async () => {
  await lab('delay', 'lt-1', '80');
  // One round trip for the connection, one for the greeting.
  expect(await greeting('10.90.0.11')).toBeGreaterThan(155);
  const sum = 'head -c 20000000 /dev/zero | sha256sum';
  const key = ['-i', join(folder, 'out/id_ed25519'), '-o', `UserKnownHostsFile=${join(folder, 'out/known_hosts')}`];
  const bulk = spawnSync('bash', ['-c', `ssh ${key.join(' ')} ops@10.90.0.11 head -c 20000000 /dev/zero | sha256sum`]);
  expect(bulk.stdout.toString()).toBe(spawnSync('bash', ['-c', sum]).stdout.toString());
  await lab('delay', 'lt-1', '0');
  expect(await greeting('10.90.0.11')).toBeLessThan(155);
});

test('hosts reach each other past a firewall that lets ssh through', async () => {
  expect(await lab('ssh', 'lt-1', 'timeout 2 bash -c "head -c 4 < /dev/tcp/10.90.0.12/22"')).toBe('SSH-');
  expect((await tryLab('ssh', 'lt-1', 'timeout 2 bash -c "exec 3<>/dev/tcp/10.90.0.12/10250"')).stderr).toContain(
    'No route to host',
  );
});

test('a fresh host has a blank disk and is still recognised, unless its key is to be new', async () => {
  await lab('ssh', 'lt-2', 'echo old > note');
  const machineId = await lab('ssh', 'lt-2', 'cat /etc/machine-id');
  await lab('fresh', 'lt-2');
  expect(await lab('ssh', 'lt-2', 'ls')).toBe('');
  expect(await lab('ssh', 'lt-2', 'cat /etc/machine-id')).not.toBe(machineId);
  await lab('fresh', 'lt-2', '--new-host-key');
  expect((await tryLab('ssh', 'lt-2', 'true')).stderr).toContain('Host key verification failed');
});

test('down leaves nothing behind', async () => {
  expect(remains()).not.toEqual([]);
  await lab('down', site);
  expect(remains()).toEqual([]);
});

test('an up that is killed while hosts boot is finished by the next one', async () => {
  await killInTheMiddle();
  await lab(...up());
  expect(await greeting('10.90.0.11')).toBeLessThan(2000);
  expect(await greeting('10.90.0.12')).toBeLessThan(2000);
  await lab('down', site);
  expect(remains()).toEqual([]);
});

test('down clears up after an up that was killed', async () => {
  await killInTheMiddle();
  await lab('down', site);
  expect(remains()).toEqual([]);
});

/** Starts `up` and ends it with SIGKILL as soon as one of the hosts has a half-made disk. */
async function killInTheMiddle(): Promise<void> {
  const child = startLab(up());
  const drafts = ['lt-1', 'lt-2'].map((host) => `/var/lib/slipway-lab/${site}/${host}/root.draft/usr`);
  await expect.poll(() => drafts.some((draft) => existsSync(draft)), { timeout: 60_000, interval: 5 }).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
}
