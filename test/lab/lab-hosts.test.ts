import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { parseSpec } from '../../src/spec/parse.ts';
import { lab, tryLab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';
import { tracesOfKubernetes } from './traces.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite('lab-hosts');
  await lab(...site.up);
});

afterAll(() => site.end());

const bootId = (host: string): Promise<string> => lab('ssh', host, 'cat /proc/sys/kernel/random/boot_id');

describe.each([
  ['lh-1', 'Ubuntu 24.04.1 LTS', 'ubuntu'],
  ['lh-2', 'CentOS Stream 9', 'centos'],
  ['lh-3', 'Fedora Linux 44 (Server Edition)', 'fedora'],
])('%s, a fresh machine', (host, system, id) => {
  test(`is ${system} with everything it starts running`, async () => {
    const look = '. /etc/os-release; echo "$PRETTY_NAME, $ID"; systemctl is-system-running --wait';
    expect(await lab('ssh', host, look)).toBe(`${system}, ${id}\nrunning`);
    expect(await lab('ssh', host, 'cat /proc/1/comm; hostname')).toBe(`systemd\n${host}`);
  });

  test('has nothing of Kubernetes or CRI-O: no program, file, account, unit, package or source of packages', async () => {
    expect(await lab('ssh', host, tracesOfKubernetes)).toBe('');
  });

  test('is shown to have something of Kubernetes as soon as it does', async () => {
    const plant = 'sudo mkdir /etc/kubernetes && sudo useradd -r kubelet && sudo install /bin/true /usr/local/bin/crio';
    await lab('ssh', host, plant);
    const found = await lab('ssh', host, tracesOfKubernetes);
    await lab('ssh', host, 'sudo rm -r /etc/kubernetes /usr/local/bin/crio && sudo userdel kubelet');
    for (const trace of ['/etc/kubernetes', 'kubelet:x:', '/usr/local/bin/crio']) expect(found).toContain(trace);
  });

  test('has modules as its kernel has them built in, and modprobe says so', async () => {
    expect((await tryLab('ssh', host, 'sudo modprobe overlay && sudo modprobe br_netfilter')).code).toBe(0);
    expect((await tryLab('ssh', host, 'sudo modprobe no_such_module')).stderr).toContain(
      'Module no_such_module not found',
    );
  });

  test('lets a user namespace mount a fresh proc, as pods need', async () => {
    const script = 'unshare --user --map-root-user --pid --fork --mount-proc sh -c "ls /proc | grep -c ^1$"';
    expect(await lab('ssh', host, script)).toBe('1');
  });

  test('lets the login user become root, and root not log in', async () => {
    expect(await lab('ssh', host, 'id -un; sudo -n id -un')).toBe('ops\nroot');
    expect(await lab('ssh', host, 'sudo sshd -T | grep -E "^(permitrootlogin|passwordauthentication)"')).toBe(
      'permitrootlogin no\npasswordauthentication no',
    );
  });
});

test('package managers find the distribution mirror of the site, and only that', async () => {
  await Promise.all([
    lab('ssh', 'lh-1', 'sudo apt-get -q update && sudo apt-get -q -y install ethtool && test -x /usr/sbin/ethtool'),
    lab('ssh', 'lh-2', 'sudo dnf -q -y install ethtool && test -x /usr/sbin/ethtool'),
    lab('ssh', 'lh-3', 'sudo dnf -q -y install ethtool && test -x /usr/sbin/ethtool'),
  ]);
  expect(await lab('ssh', 'lh-1', 'cat /etc/apt/sources.list.d/*')).toMatch(
    /^deb \[.*\] http:\/\/10\.90\.0\.1:8081\S* \.\/$/,
  );
  expect(await lab('ssh', 'lh-2', 'grep -h baseurl /etc/yum.repos.d/*')).toBe(
    'baseurl=http://10.90.0.1:8081/centos/9/',
  );
  expect(await lab('ssh', 'lh-3', 'grep -h baseurl /etc/yum.repos.d/*')).toBe(
    'baseurl=http://10.90.0.1:8081/fedora/44/',
  );
});

test('each family has the package manager that its system has, and no other', async () => {
  const look =
    'readlink -f "$(command -v dnf || command -v apt-get)"; rpm --version 2> /dev/null; command -v dpkg; true';
  expect(await lab('ssh', 'lh-1', look)).toBe('/usr/bin/apt-get\n/usr/bin/dpkg');
  expect(await lab('ssh', 'lh-2', look)).toMatch(/^\/usr\/bin\/dnf-3\nRPM version 4\.\d+\.\S+$/);
  expect(await lab('ssh', 'lh-3', look)).toMatch(/^\/usr\/bin\/dnf5\nRPM version 6\.\d+\.\S+$/);
});

test('a host has the limits and services that the site file gives it', async () => {
  const limit = 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes; cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us';
  expect(await lab('ssh', 'lh-1', limit)).toBe(`${2 * 1024 ** 3}\n100000`);
  const services = 'systemctl is-active firewalld systemd-resolved; true';
  expect(await lab('ssh', 'lh-1', services)).toBe('inactive\nactive');
  expect(await lab('ssh', 'lh-1', 'sudo ufw status')).toBe('Status: inactive');
  expect(await lab('ssh', 'lh-2', services)).toBe('active\ninactive');
  expect(await lab('ssh', 'lh-3', services)).toBe('active\nactive');
});

test('hosts reach each other past a firewall that lets ssh through', async () => {
  expect(await lab('ssh', 'lh-1', 'timeout 2 bash -c "head -c 4 < /dev/tcp/10.90.0.12/22"')).toBe('SSH-');
  expect((await tryLab('ssh', 'lh-1', 'timeout 2 bash -c "exec 3<>/dev/tcp/10.90.0.12/10250"')).stderr).toContain(
    'No route to host',
  );
});

test('the cluster spec that up writes is in order and pins the key of the mirror', () => {
  const file = `${site.output}/cluster.yaml`;
  const text = readFileSync(file, 'utf8');
  const parsed = parseSpec(text, { file, resolvePath: (path) => path });
  expect(parsed).not.toHaveProperty('problems');
  const { mirrors }: { mirrors: { keyFingerprint: string } } = JSON.parse(
    readFileSync(`${site.output}/site.json`, 'utf8'),
  );
  expect(text).toContain(`fingerprint: "${mirrors.keyFingerprint}"`);
});

test('a second up changes nothing, and leaves a frozen host and a cut one as they are', async () => {
  const before = await Promise.all([bootId('lh-1'), bootId('lh-2')]);
  await lab(...site.up);
  expect(await Promise.all([bootId('lh-1'), bootId('lh-2')])).toEqual(before);
  await lab('freeze', 'lh-1');
  await lab('cut', 'lh-2');
  await lab(...site.up);
  const rows = JSON.parse(await lab('list', '-o', 'json'));
  expect(rows).toContainEqual(expect.objectContaining({ host: 'lh-1', power: 'frozen', network: 'up' }));
  expect(rows).toContainEqual(expect.objectContaining({ host: 'lh-2', power: 'on', network: 'cut' }));
  await lab('thaw', 'lh-1');
  await lab('heal', 'lh-2');
  expect(await Promise.all([bootId('lh-1'), bootId('lh-2')])).toEqual(before);
});
