import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, recipeHash } from './cache.ts';
import { debianKeyring, debianMirror, debianSuite } from './debian-mirror.ts';
import { openApt } from './debian-apt.ts';
import type { Stage } from './progress.ts';
import { runProgram } from './run-program.ts';

/** What hosts have from the start: their operating system, of which repositories need not repeat the libraries. */
const hostSystem = [
  'systemd',
  'dbus',
  'openssh-server',
  'sudo',
  'iproute2',
  'iptables',
  'nftables',
  'procps',
  'ca-certificates',
  'kmod',
  'curl',
  'gpg',
  'libseccomp2',
];

/** What the distribution's mirror offers to hosts, and what images and the lab's own packages are made of. */
const offered = [
  'uidmap',
  'conntrack',
  'ethtool',
  'socat',
  'crun',
  'conmon',
  'iproute2',
  'iptables',
  'nftables',
  'kmod',
  'procps',
];
const forImages = ['iptables', 'conntrack', 'busybox-static'];

const leftOut = ['doc', 'man', 'info', 'locale', 'lintian'].map((name) => `/usr/share/${name}/*`);
leftOut.push('/usr/lib/x86_64-linux-gnu/gconv/*');

const traces = [
  'etc/apt/sources.list',
  'etc/hostname',
  'etc/resolv.conf',
  'var/lib/apt/lists/*',
  'var/cache/*',
  'var/log/*',
];
const forget = `cd "$1" && rm -rf ${traces.join(' ')}`;
const rootOptions = [
  '--variant=essential',
  '--architectures=amd64',
  `--keyring=${debianKeyring}`,
  '--skip=output/dev',
  ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
  `--customize-hook=${forget}`,
];

interface Closures {
  readonly system: readonly string[];
  /** Package → its .deb file and those of everything it depends on. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/** Packages of the Debian release as they were when the snapshot was taken, and a small root of it. */
export interface DebianSnapshot {
  /** The .deb files of the packages and of all they depend on, without repetition. Throws for a package it lacks. */
  debsOf(packages: readonly string[]): readonly string[];
  /** The same without what every host has. */
  debsBeyondSystem(packages: readonly string[]): readonly string[];
  /** The packages that the distribution's mirror offers. */
  readonly offered: readonly string[];
  /** The tar of a minimal Debian, for an image. */
  readonly rootTar: string;
}

/** The snapshot's folder in the cache. */
export function debianSnapshotFolder(): string {
  const recipe = JSON.stringify([debianSuite, hostSystem, offered, forImages, rootOptions]);
  return join(cacheRoot(), 'builds', 'debian', `${debianSuite}-${recipeHash([recipe])}`);
}

/** Gives the snapshot; takes it from the mirror when the cache has none. */
export async function debianSnapshot(stage: Stage): Promise<DebianSnapshot> {
  const folder = await cachedFolder(debianSnapshotFolder(), async (draft) => {
    await takePackages(draft, stage);
    stage.detail('a minimal root for the debian image');
    await takeRoot(join(draft, 'root.tar'), stage);
  });
  const closures: Closures = JSON.parse(await readFile(join(folder, 'closures.json'), 'utf8'));
  const debsOf = (packages: readonly string[]): string[] => {
    const files = packages.flatMap((name) => closures.packages[name] ?? missing(name));
    return [...new Set(files)].map((file) => join(folder, 'debs', file));
  };
  const systemDebs = new Set(closures.system.map((file) => join(folder, 'debs', file)));
  return {
    debsOf,
    debsBeyondSystem: (packages) => debsOf(packages).filter((file) => !systemDebs.has(file)),
    offered,
    rootTar: join(folder, 'root.tar'),
  };
}

function missing(name: string): never {
  throw new Error(`the Debian snapshot has no package ${name}; add it to lab/content/debian-snapshot.ts`);
}

async function takePackages(draft: string, stage: Stage): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'slipway-apt-'));
  try {
    stage.detail('package lists');
    const apt = await openApt(state);
    const wanted = [...new Set([...offered, ...forImages])];
    const packages: Record<string, readonly string[]> = {};
    for (const [index, name] of wanted.entries()) {
      stage.progress(index, wanted.length, `dependencies of ${name}`);
      packages[name] = await apt.closure([name]);
    }
    const closures: Closures = { system: await apt.closure(hostSystem), packages };
    await apt.download(wanted, join(draft, 'debs'), (line) => stage.detail(line));
    await writeFile(join(draft, 'closures.json'), JSON.stringify(closures, undefined, 2));
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

async function takeRoot(tar: string, stage: Stage): Promise<void> {
  await runProgram('mmdebstrap', [...rootOptions, debianSuite, tar, await debianMirror()], {
    env: { SOURCE_DATE_EPOCH: '0' },
    onLine: (line) => stage.detail(line),
  });
}
