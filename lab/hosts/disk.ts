import { existsSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { release } from 'node:os';
import { dirname, join } from 'node:path';

import { removeTree } from '../content/remove-tree.ts';
import { runProgram } from '../content/run-program.ts';
import { giveLedger } from '../ledger/give-ledger.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { hostDisk } from '../paths.ts';
import { builtInModules } from './built-in-modules.ts';
import type { Mirror } from './distribution.ts';
import { distributionFiles, installBase } from './distribution.ts';
import type { Access } from './site-access.ts';
import { ensureHostKey } from './site-access.ts';
import { swapFile } from './swaps.ts';
import { switchUfwOn } from './switch-ufw-on.ts';
import { giveZram } from './zram-files.ts';

/** What a blank disk is made of. */
export interface DiskRecipe {
  readonly site: Site;
  readonly host: SiteHost;
  readonly rootTar: string;
  readonly access: Access;
  /** The distribution's mirror in this site; without it the host has no package source. */
  readonly mirror?: Mirror;
}

/** Whether the host has a disk, whole and ready to boot from. */
export function hasDisk(site: string, host: string): boolean {
  return existsSync(join(hostDisk(site, host), 'root'));
}

/** Makes the host's disk unless it has one: the family's system, with this machine's identity and its site's settings. */
export async function ensureDisk(recipe: DiskRecipe): Promise<void> {
  if (hasDisk(recipe.site.name, recipe.host.name)) return;
  const disk = hostDisk(recipe.site.name, recipe.host.name);
  await mkdir(disk, { recursive: true });
  await removeDrafts(disk);
  const draft = await newDraft(disk);
  await runProgram('tar', [
    '--extract',
    '--numeric-owner',
    '--xattrs',
    `--file=${recipe.rootTar}`,
    `--directory=${draft}`,
  ]);
  await giveIdentity(draft, recipe);
  await givePackageSources(draft, recipe);
  await giveLogin(draft, recipe);
  await giveServices(draft, recipe.host);
  await giveModules(draft);
  await giveLedger(draft);
  if (recipe.host.swap === 'zram') await giveZram(draft, put);
  else if (recipe.host.swap) await giveSwap(draft);
  await rename(draft, join(disk, 'root'));
}

const draftName = 'root.draft.';

/**
 * Makes the folder in which a disk comes about. Without a journal ext4 looks for minutes at every inode that was freed nearby before it
 * takes one. So the folder is marked as the top of a tree (`+T`), which is put where few folders are, and has a name of its own:
 * by the name ext4 chooses among such places, and an old name leads to where the last disk was removed. 0.15 s of a processor
 * for a disk instead of 2, measured in turns.
 */
async function newDraft(disk: string): Promise<string> {
  // Other file systems do not know the flag.
  await runProgram('chattr', ['+T', disk]).catch(() => undefined);
  const draft = newDraftPath(disk);
  await mkdir(draft);
  return draft;
}

const newDraftPath = (disk: string): string => join(disk, `${draftName}${randomUUID()}`);

/** Removes all that is not a whole disk. */
async function removeDrafts(disk: string): Promise<void> {
  const names = await readdir(disk).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith(draftName))) await removeTree(join(disk, name));
}

/** Takes a host's disk away. A command that is killed meanwhile leaves no half of a disk that looks like one. */
export async function discardDisk(site: string, host: string): Promise<void> {
  const disk = hostDisk(site, host);
  if (hasDisk(site, host)) await rename(join(disk, 'root'), newDraftPath(disk));
  await removeDrafts(disk);
}

async function put(root: string, path: string, content: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, content);
  return file;
}

/** Runs a program of the host's system on its disk. */
function inRoot(root: string, command: readonly string[]): Promise<string> {
  return runProgram('chroot', [root, ...command], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
  });
}

async function giveIdentity(root: string, { site, host }: DiskRecipe): Promise<void> {
  const key = await ensureHostKey(site.name, host.name);
  for (const suffix of ['', '.pub']) await copyFile(key + suffix, join(root, `etc/ssh/ssh_host_ed25519_key${suffix}`));
  await chmod(join(root, 'etc/ssh/ssh_host_ed25519_key'), 0o600);
  await put(root, 'etc/hostname', `${host.name}\n`);
  await put(root, 'etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n::1 localhost\n`);
  // An empty one would make systemd take this for the first boot and turn every unit on.
  await put(root, 'etc/machine-id', `${crypto.randomUUID().replaceAll('-', '')}\n`);
}

async function givePackageSources(root: string, { host, mirror }: DiskRecipe): Promise<void> {
  if (!mirror) return;
  for (const [path, content] of Object.entries(await distributionFiles(host.family, mirror)))
    await put(root, path, content);
  await installBase(root, host.family, mirror);
}

async function giveLogin(root: string, { site, access }: DiskRecipe): Promise<void> {
  const { user, sudo, root: rootLogin } = site.login;
  await inRoot(root, ['useradd', '--create-home', '--shell', '/bin/bash', user]);
  const homes = rootLogin ? [`home/${user}`, 'root'] : [`home/${user}`];
  for (const home of homes) {
    await chmod(await put(root, `${home}/.ssh/authorized_keys`, access.publicKey), 0o600);
    await chmod(join(root, home, '.ssh'), 0o700);
  }
  await inRoot(root, ['chown', '-R', `${user}:${user}`, `/home/${user}`]);
  const rule = sudo === 'nopasswd' ? 'NOPASSWD: ALL' : 'ALL';
  await chmod(await put(root, `etc/sudoers.d/90-${user}`, `${user} ALL=(ALL:ALL) ${rule}\n`), 0o440);
  await put(
    root,
    'etc/ssh/sshd_config.d/10-site.conf',
    `PasswordAuthentication no\nPermitRootLogin ${rootLogin ? 'prohibit-password' : 'no'}\n`,
  );
  if (access.password) await setPassword(root, user, access.password.file);
}

/**
 * From a file, because an argument would show the password to everyone who lists processes. With few rounds: it is a random one, and sudo
 * asks for it hundreds of times in a build.
 */
async function setPassword(root: string, user: string, file: string): Promise<void> {
  const script = '{ printf "%s:" "$2"; cat "$3"; } | chroot "$1" chpasswd -c SHA512 -s 1000';
  await runProgram('bash', ['-c', script, 'password', root, user, file]);
}

async function giveServices(root: string, host: SiteHost): Promise<void> {
  const gateway = host.address.replace(/\d+$/, '1');
  if (host.resolved) {
    await put(root, 'etc/systemd/resolved.conf.d/site.conf', `[Resolve]\nDNS=${gateway}\n`);
    await rm(join(root, 'etc/resolv.conf'), { force: true });
    await symlink('../run/systemd/resolve/stub-resolv.conf', join(root, 'etc/resolv.conf'));
  } else {
    await put(root, 'etc/resolv.conf', `nameserver ${gateway}\n`);
  }
  const units = [...(host.resolved ? ['systemd-resolved'] : []), ...(host.firewalld ? ['firewalld'] : [])];
  if (units.length > 0) await inRoot(root, ['systemctl', 'enable', '--quiet', ...units]);
  if (host.ufw) await switchUfwOn(root);
}

async function giveModules(root: string): Promise<void> {
  await put(root, `usr/lib/modules/${release()}/modules.builtin`, await builtInModules());
  await put(root, `usr/lib/modules/${release()}/modules.order`, '');
  await inRoot(root, ['depmod', release()]);
}

async function giveSwap(root: string): Promise<void> {
  const file = await put(root, swapFile, '');
  await chmod(file, 0o600);
  // Written, not allocated: the kernel refuses a swap file with holes.
  await runProgram('dd', ['if=/dev/zero', `of=${file}`, 'bs=1M', 'count=64', 'status=none']);
  await inRoot(root, ['mkswap', '--quiet', swapFile]).catch(() => inRoot(root, ['mkswap', swapFile]));
  await appendFile(join(root, 'etc/fstab'), `${swapFile} none swap sw 0 0\n`);
}
