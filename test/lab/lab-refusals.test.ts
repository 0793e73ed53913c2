import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { lab, labProgram, tryLab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-lab-test-'));
  site = await testSite('lab-remains');
  await lab(...site.up, '--hosts', 'lr-1');
});

afterAll(async () => {
  await site.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a site file with a host in the given network. */
function siteFile(name: string, network: string, address: string): string {
  const file = join(folder, `${name}.yaml`);
  const host = `{ name: h-1, family: centos-9, address: ${address}, role: worker }`;
  writeFileSync(file, `network: ${network}\nhosts:\n  - ${host}\n`);
  return file;
}

/** Runs a lab command below another program, which takes something from it that it needs. */
function labBelow(wrapper: readonly string[], args: readonly string[]): { status: number | null; stderr: string } {
  const [program = '', ...rest] = [...wrapper, process.execPath, labProgram, ...args];
  return spawnSync(program, rest, { encoding: 'utf8' });
}

describe('every command', async () => {
  const help = await lab('--help');
  const list = /^Commands:\n([^]*?)\n {2}help /m.exec(help)?.[1] ?? '';
  const commands = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);

  test('is in the help', () => {
    expect(commands).toEqual(
      expect.arrayContaining(['up', 'down', 'list', 'ssh', 'logs', 'kubectl', 'reboot', 'kill', 'start', 'fresh']),
    );
    expect(commands).toEqual(expect.arrayContaining(['freeze', 'thaw', 'cut', 'heal', 'delay']));
  });

  test.each(commands)('%s says with --help how it is used', async (command) => {
    const { code, stdout, stderr } = await tryLab(command, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: lab ${command}\\b`));
  });
});

describe('where the lab cannot run it says so in one line', () => {
  test('without root', () => {
    const { status, stderr } = labBelow(['setpriv', '--reuid=65534', '--clear-groups'], ['list']);
    expect(status).toBe(1);
    expect(stderr).toBe('lab: the lab makes namespaces and network devices: run it as root\n');
  });

  test('without cgroup v1', () => {
    const hide = ['unshare', '--mount', 'bash', '-c', 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"', 'hide'];
    const { status, stderr } = labBelow(hide, ['list']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^lab: the lab needs cgroup v1 hierarchies .*systemd\.unified_cgroup_hierarchy=0\n$/);
  });

  test('without room', () => {
    const script = `mount -t tmpfs -o size=8m none ${folder} && export SLIPWAY_CACHE=${folder} && exec "$@"`;
    const { status, stderr } = labBelow(['unshare', '--mount', 'bash', '-c', script, 'small'], ['up', 'one']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `lab: ${folder} has 0 GiB free and the lab needs 25: free some, or point SLIPWAY_CACHE at a larger disk\n`,
    );
  });
});

describe('what contradicts a site that is up is refused, with the way out', () => {
  const free = '{ subnet: 10.97.0.0/24, bridge: slipwayfree0 }';

  test('its bridge and its subnet', async () => {
    const bridge = siteFile('other', '{ subnet: 10.97.0.0/24, bridge: slipwayremains0 }', '10.97.0.11');
    const subnet = siteFile('another', '{ subnet: 10.92.0.0/24, bridge: slipwayfree0 }', '10.92.0.11');
    const way = 'is in use by the site lab-remains: end it with `npm run lab -- down lab-remains`\n';
    const output = join(folder, 'out');
    expect((await tryLab('up', bridge, '--output', output)).stderr).toContain(
      `lab: the network slipwayremains0 ${way}`,
    );
    expect((await tryLab('up', subnet, '--output', output)).stderr).toContain(`lab: the network 10.92.0.0/24 ${way}`);
  });

  test('its output folder', async () => {
    const { stderr } = await tryLab('up', siteFile('third', free, '10.97.0.11'), '--output', site.output);
    expect(stderr).toContain(
      `lab: ${site.output} has the files of the site lab-remains, which is up: name another folder with --output\n`,
    );
  });

  test('a changed site file', async () => {
    const { stderr } = await tryLab('up', siteFile('lab-remains', free, '10.97.0.11'));
    expect(stderr).toContain(
      'lab: lab-remains is up, and its site file now has another network: `npm run lab -- down lab-remains` first\n',
    );
  });

  test('unknown hosts', async () => {
    expect((await tryLab('up', site.up[1] ?? '', '--hosts', 'lr-9')).stderr).toBe(
      'lab: lab-remains has no host lr-9: it has lr-1, lr-2\n',
    );
    expect((await tryLab('ssh', 'lr-9')).stderr).toMatch(/^lab: there is no host lr-9: the hosts are .*\blr-1, lr-2/);
  });
});

test('up brings up the hosts that it is told to, and the others later', async () => {
  const rows: readonly { site: string; host: string; power: string }[] = JSON.parse(await lab('list', '-o', 'json'));
  const power = rows.filter((row) => row.site === site.name).map((row) => [row.host, row.power]);
  expect(power).toEqual([
    ['lr-1', 'on'],
    ['lr-2', 'off'],
  ]);
  expect((await tryLab('start', 'lr-2')).stderr).toBe(
    'lab: lr-2 has no disk yet: `npm run lab -- up lab-remains --hosts lr-2` makes one\n',
  );
  await lab(...site.up, '--hosts', 'lr-2');
  expect(await lab('ssh', 'lr-2', 'hostname')).toBe('lr-2');
});

test('kubectl is the one of the site, and speaks to the cluster of KUBECONFIG', () => {
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'chosen' }));
  const { stdout, stderr } = spawnSync(process.execPath, [labProgram, 'kubectl', 'config', 'current-context'], {
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'chosen\n', stderr: '' });
});
