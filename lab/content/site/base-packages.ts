import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { DebianSnapshot } from '../debian-snapshot.ts';
import { debVersion, treeEntries, unpackDebs } from './deb-tree.ts';
import type { Package } from './package.ts';

interface BasePackage {
  readonly name: string;
  /** The Debian package with its programs; with the libraries that a host lacks, it becomes the rpm. */
  readonly from: string;
  readonly provides?: readonly string[];
  /** Only these paths. */
  readonly only?: RegExp;
}

/** Packages that hosts of the RPM family lack at first and a build installs, under the family's names. */
const basePackages: readonly BasePackage[] = [
  { name: 'shadow-utils-subid', from: 'uidmap', provides: ['uidmap'] },
  { name: 'conntrack-tools', from: 'conntrack', provides: ['conntrack'] },
  { name: 'ethtool', from: 'ethtool' },
  { name: 'socat', from: 'socat' },
  { name: 'iproute-tc', from: 'iproute2', only: /^\/usr\/sbin\/tc$|^\/usr\/lib\/(x86_64-linux-gnu\/)?tc\// },
  { name: 'crun', from: 'crun' },
  { name: 'conmon', from: 'conmon' },
];

const release = '1.el9';

/** The names that a host of the RPM family has from the start although Debian files stand behind them. */
const systemNames = [
  '/bin/sh',
  '/usr/bin/sh',
  'bash',
  'ca-certificates',
  'chrony',
  'coreutils',
  'curl',
  'dbus',
  'firewalld',
  'glibc',
  'gnupg2',
  'iproute',
  'iptables = 1.8.10',
  'iptables-nft = 1.8.10',
  'kmod',
  'libseccomp',
  'nftables',
  'openssh-server',
  'policycoreutils',
  'procps-ng',
  'python3',
  'python3-libselinux',
  'shadow-utils',
  'sudo',
  'systemd',
  'tar',
  'util-linux',
  'util-linux-core',
];

/** File name of the rpm that stands for the operating system. */
export const labBaseFile = 'lab-base-1-1.x86_64.rpm';

/** The distribution's packages for hosts of the RPM family, made of the files of Debian's. */
export async function baseRpms(debian: DebianSnapshot, work: string): Promise<readonly Package[]> {
  const made = await Promise.all(basePackages.map((each) => fromDebian(each, debian, join(work, each.name))));
  return [
    ...made,
    {
      name: 'container-selinux',
      version: '2.231.0',
      release,
      summary: 'SELinux policies for containers; the lab has no SELinux, so there is nothing in it',
      folders: ['/usr/share/containers/selinux'],
    },
    {
      name: 'lab-base',
      version: '1',
      release: '1',
      summary: 'Stands for the operating system in the rpm database of a lab host',
      provides: systemNames,
      folders: ['/usr/share/lab-base'],
    },
  ];
}

async function fromDebian(it: BasePackage, debian: DebianSnapshot, tree: string): Promise<Package> {
  await mkdir(tree, { recursive: true });
  const debs = debian.debsOf([it.from]);
  const own = debs.find((file) => file.includes(`/${it.from}_`)) ?? '';
  await unpackDebs([...new Set([...debian.debsBeyondSystem([it.from]), own])], tree);
  const { only = /^\/(usr|etc)\// } = it;
  const entries = (await treeEntries(tree)).filter((entry) => only.test(entry.path));
  return {
    name: it.name,
    version: debVersion(own),
    release,
    summary: `${it.from} for the lab's hosts`,
    provides: it.provides ?? [],
    files: entries.filter((entry) => !entry.target).map(({ source, path, mode }) => ({ source, path, mode })),
    links: Object.fromEntries(entries.flatMap(({ path, target }) => (target ? [[path, target]] : []))),
  };
}
