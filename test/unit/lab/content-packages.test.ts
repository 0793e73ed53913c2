import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { folderParts } from '../../../lab/content/cache.ts';
import { debOfUriLine } from '../../../lab/content/debian-apt.ts';
import { labMinors } from '../../../lab/content/minors.ts';
import type { LabMinor } from '../../../lab/content/minors.ts';
import { debVersion } from '../../../lab/content/site/deb-tree.ts';
import { nfpmConfiguration } from '../../../lab/content/site/package.ts';
import type { Format, Package } from '../../../lab/content/site/package.ts';
import { crioPackages, kubernetesPackages, packageFilesFolder } from '../../../lab/content/site/product-packages.ts';

const ingredients = { programs: (component: string) => `/built/${component}`, runtime: [], ledger: '/built/ledger' };
const minors: readonly LabMinor[] = Object.values(labMinors);
const all = (format: Format, minor: LabMinor = labMinors['1.30']): readonly Package[] => [
  ...kubernetesPackages(format, minor, ingredients),
  ...crioPackages(format, ingredients),
];

describe.each(['deb', 'rpm'] as const)('%s packages', (format) => {
  it('have the names of the upstream ones', () => {
    const names = all(format).map((each) => each.name);
    expect(names).toEqual(['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni', 'cri-o']);
  });

  it('take their static files from the folder of package files', () => {
    const files = all(format).flatMap((each) => each.files ?? []);
    const missing = files.filter((file) => !file.source.startsWith('/built/') && !existsSync(file.source));
    expect(missing).toEqual([]);
  });

  it('leave more and more to whoever installs them, as the upstream ones do', () => {
    const dependsOn = (minor: LabMinor) => all(format, minor).flatMap((each) => each.depends ?? []);
    expect(dependsOn(labMinors['1.30'])).toContain('conntrack');
    expect(dependsOn(labMinors['1.34'])).not.toContain('conntrack');
    expect(dependsOn(labMinors['1.34']).join(' ')).not.toContain('cri-tools');
  });

  it('put no file in two packages', () => {
    const paths = all(format).flatMap((each) => (each.files ?? []).map((file) => file.path));
    expect(new Set(paths).size).toBe(paths.length);
  });
});

it('every package file is in a package', async () => {
  const used = new Set(
    (['deb', 'rpm'] as const)
      .flatMap((format) => minors.flatMap((minor) => all(format, minor)))
      .flatMap((each) => [...(each.files ?? []).map((file) => file.source), each.afterInstall]),
  );
  const parts = await folderParts(packageFilesFolder);
  const files = parts.filter((_, index) => index % 2 === 0).map((name) => join(packageFilesFolder, String(name)));
  expect(files.filter((file) => !used.has(file))).toEqual([]);
});

it('gives nfpm modes, configuration files, links and the signing key', () => {
  const it: Package = {
    name: 'tool',
    version: '1.2',
    release: '3',
    summary: 'a tool',
    files: [
      { source: '/a', path: '/usr/bin/a', mode: 0o4755 },
      { source: '/b', path: '/etc/b', config: true },
    ],
    links: { '/usr/bin/c': 'a' },
  };
  const parsed: unknown = JSON.parse(nfpmConfiguration(it, 'rpm', '/key.asc'));
  expect(parsed).toMatchObject({
    name: 'tool',
    version_schema: 'none',
    rpm: { signature: { key_file: '/key.asc' } },
    contents: [
      { dst: '/usr/bin/a', file_info: { mode: 0o4755 } },
      { dst: '/etc/b', type: 'config|noreplace' },
      { dst: '/usr/bin/c', src: 'a', type: 'symlink' },
    ],
  });
  expect(nfpmConfiguration(it, 'deb', '/key.asc')).not.toContain('/key.asc');
});

it.each([
  [
    "'http://mirror/pool/u/uidmap_4.17.4-2_amd64.deb' uidmap_1%3a4.17.4-2_amd64.deb 194 SHA256:0",
    'uidmap_4.17.4-2_amd64.deb',
  ],
  [
    "'http://mirror/pool/s/socat.deb' socat_1.8.0.3-1+deb13u1_amd64.deb 424 SHA256:0",
    'socat_1.8.0.3-1+deb13u1_amd64.deb',
  ],
  ['The following NEW packages will be installed:', undefined],
])('reads the file of a line of apt: %s', (line, file) => {
  expect(debOfUriLine(line)).toBe(file);
});

it.each([
  ['/debs/uidmap_4.17.4-2_amd64.deb', '4.17.4'],
  ['socat_1.8.0.3-1+deb13u1_amd64.deb', '1.8.0.3'],
  ['gdbm_1.24+really1.2-2_amd64.deb', '1.24'],
])('takes the upstream version of %s', (file, version) => {
  expect(debVersion(file)).toBe(version);
});

describe("the lab's crun", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-crun-'));
    await writeFile(join(folder, 'real'), '#!/bin/sh\necho "real $*"\n');
    await chmod(join(folder, 'real'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = async (capabilities: string, args: readonly string[]): Promise<string> => {
    const text = await readFile(join(packageFilesFolder, 'cri-o/crun'), 'utf8');
    const script = text
      .replace(/^real=.*$/m, `real=${join(folder, 'real')}`)
      .replace(/^bounding=.*$/m, `bounding=${capabilities}`);
    return execFileSync('sh', ['-c', script, 'crun', ...args], { encoding: 'utf8' });
  };
  const without = '000001fffeffffff';
  const everything = '000001ffffffffff';
  const wanted = {
    process: {
      oomScoreAdj: -997,
      args: ['echo', '"CAP_SYS_RESOURCE", [1,]'],
      capabilities: { bounding: ['CAP_CHOWN', 'CAP_SYS_RESOURCE'], effective: ['CAP_SYS_RESOURCE', 'CAP_KILL'] },
    },
    other: { permitted: ['CAP_SYS_RESOURCE'], oomScoreAdj: 500 },
  };
  const relaxed = {
    process: {
      oomScoreAdj: 0,
      args: ['echo', '"CAP_SYS_RESOURCE", [1,]'],
      capabilities: { bounding: ['CAP_CHOWN'], effective: ['CAP_KILL'] },
    },
    other: { permitted: [], oomScoreAdj: 500 },
  };

  it.each([0, 2])('takes out what the machine cannot do (indentation %i)', async (indent) => {
    await writeFile(join(folder, 'config.json'), JSON.stringify(wanted, undefined, indent));
    const said = await run(without, ['--systemd-cgroup', 'create', '--bundle', folder, 'id']);
    expect(said).toBe(`real --systemd-cgroup create --bundle ${folder} id\n`);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual(relaxed);
  });

  it('does the same for a process that joins a container', async () => {
    const file = join(folder, 'process.json');
    await writeFile(file, JSON.stringify(wanted));
    await run(without, ['exec', `--process=${file}`, 'id']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(relaxed);
  });

  it('changes nothing where the machine can', async () => {
    await writeFile(join(folder, 'config.json'), JSON.stringify(wanted));
    await run(everything, ['create', '--bundle', folder, 'id']);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual(wanted);
  });
});
