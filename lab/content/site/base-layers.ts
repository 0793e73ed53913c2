import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { DebianSnapshot } from '../debian-snapshot.ts';
import { runProgram } from '../run-program.ts';
import { linkMergedFolders, unpackDebs } from './deb-tree.ts';
import { storeTar, storeTree } from './oci-image.ts';
import type { Descriptor } from './oci-image.ts';

/** Where layers are made of what. */
export interface LayerPlace {
  readonly registry: string;
  /** A folder for trees, thrown away afterwards. */
  readonly work: string;
  readonly debian: DebianSnapshot;
}

/** Debian as the images `debian` has it, without a package manager. */
export async function debianLayer({ registry, work, debian }: LayerPlace): Promise<Descriptor> {
  const tar = join(work, 'debian.tar');
  await copyFile(debian.rootTar, tar);
  return storeTar(registry, tar);
}

/** One static busybox, all its commands, and the accounts that programs look for. */
export async function busyboxLayer({ registry, work, debian }: LayerPlace): Promise<Descriptor> {
  const tree = join(work, 'busybox');
  const unpacked = join(work, 'busybox-deb');
  await mkdir(unpacked, { recursive: true });
  await mkdir(tree, { recursive: true });
  await unpackDebs(onlyOf(debian, ['busybox-static']), unpacked);
  await linkMergedFolders(tree);
  const busybox = join(tree, 'usr/bin/busybox');
  await copyFile(join(unpacked, 'usr/bin/busybox'), busybox);
  const commands = (await runProgram(busybox, ['--list'])).split('\n').filter((name) => name && name !== 'busybox');
  await Promise.all(commands.map((name) => symlink('busybox', join(tree, 'usr/bin', name))));
  for (const folder of ['etc', 'root', 'home', 'var', 'run']) await mkdir(join(tree, folder), { recursive: true });
  await mkdir(join(tree, 'tmp'), { mode: 0o777 });
  await runProgram('chmod', ['1777', join(tree, 'tmp')]);
  const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/bin/false';
  await writeFile(join(tree, 'etc/passwd'), `root:x:0:0:root:/root:/bin/sh\n${nobody}\n`);
  await writeFile(join(tree, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  return storeTree(registry, tree);
}

const ruleCommands = ['iptables', 'ip6tables'].flatMap((name) => [name, `${name}-save`, `${name}-restore`]);

/** What kube-proxy and flannel call: iptables over nftables, conntrack, and their libraries. */
export async function firewallToolsLayer({ registry, work, debian }: LayerPlace): Promise<Descriptor> {
  const tree = join(work, 'firewall-tools');
  await mkdir(tree, { recursive: true });
  await unpackDebs(debian.debsOf(['iptables', 'conntrack']), tree);
  // On a host, the package's script makes these links.
  await Promise.all(ruleCommands.map((name) => symlink('xtables-nft-multi', join(tree, 'usr/sbin', name))));
  await runProgram('chroot', [tree, '/usr/sbin/iptables', '--version']);
  await runProgram('chroot', [tree, '/usr/sbin/conntrack', '--version']);
  return storeTree(registry, tree);
}

/** The packages' own files, without what they depend on. */
function onlyOf(debian: DebianSnapshot, packages: readonly string[]): readonly string[] {
  return debian.debsOf(packages).filter((file) => packages.some((name) => file.includes(`/${name}_`)));
}
