import { lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { runProgram } from '../run-program.ts';

const notNeeded = ['doc', 'man', 'info', 'locale', 'lintian', 'bash-completion', 'bug'];
const mergedFolders = ['bin', 'sbin', 'lib', 'lib64'];

/** Unpacks .deb files into a folder, without documentation and without running anything. */
export async function unpackDebs(debs: readonly string[], tree: string): Promise<void> {
  await linkMergedFolders(tree);
  for (const deb of debs) await runProgram('dpkg-deb', ['--extract', deb, tree]);
  await Promise.all(notNeeded.map((name) => rm(join(tree, 'usr/share', name), { recursive: true, force: true })));
  await rm(join(tree, 'usr/lib/x86_64-linux-gnu/gconv'), { recursive: true, force: true });
}

/** Makes /bin, /sbin, /lib and /lib64 links into /usr, as every current distribution has them. */
export async function linkMergedFolders(tree: string): Promise<void> {
  for (const name of mergedFolders) {
    await mkdir(join(tree, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(tree, name));
  }
}

/** A file or link of an unpacked tree. */
export interface TreeEntry {
  /** Absolute, as on a host. */
  readonly path: string;
  readonly source: string;
  readonly mode: number;
  /** Where a link points to. */
  readonly target?: string;
}

/** All files and links of an unpacked tree, save the links of merged folders. */
export async function treeEntries(tree: string): Promise<readonly TreeEntry[]> {
  const listed = await readdir(tree, { recursive: true, withFileTypes: true });
  const wanted = listed.filter((entry) => !entry.isDirectory() && !isMergedLink(tree, entry));
  const entries = wanted.map(async (entry): Promise<TreeEntry> => {
    const source = join(entry.parentPath, entry.name);
    const path = source.slice(tree.length);
    const { mode } = await lstat(source);
    const file = { path, source, mode: mode & 0o7777 };
    return entry.isSymbolicLink() ? { ...file, target: await readlink(source) } : file;
  });
  return (await Promise.all(entries)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isMergedLink(tree: string, entry: { readonly parentPath: string; readonly name: string }): boolean {
  return entry.parentPath === tree && mergedFolders.includes(entry.name);
}

/** The upstream version in a .deb's file name: `uidmap_4.17.4-2_amd64.deb` → `4.17.4`. */
export function debVersion(file: string): string {
  const version = basename(file).split('_')[1] ?? '';
  return version.replace(/-[^-]*$/, '').replace(/\+.*$/, '');
}
