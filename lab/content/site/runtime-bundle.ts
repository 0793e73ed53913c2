import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { DebianSnapshot } from '../debian-snapshot.ts';
import { runProgram } from '../run-program.ts';
import { treeEntries, unpackDebs } from './deb-tree.ts';
import type { PackageFile } from './package.ts';

const home = '/usr/libexec/crio';

/**
 * crun and conmon with the libraries that not every host has, as the files of the cri-o package: it brings its own
 * runtime, as the upstream one does. crun is called crun-real, because the lab's stand-in goes before it.
 */
export async function runtimeBundle(debian: DebianSnapshot, work: string): Promise<readonly PackageFile[]> {
  const tree = join(work, 'tree');
  await mkdir(tree, { recursive: true });
  await unpackDebs(debian.debsBeyondSystem(['crun', 'conmon']), tree);
  const shipped = await treeEntries(tree);
  const libraries = new Map(shipped.map((entry) => [basename(entry.path), entry.source]));

  const files: PackageFile[] = [];
  const needed = new Set<string>();
  for (const [program, name] of [
    ['crun', 'crun-real'],
    ['conmon', 'conmon'],
  ] as const) {
    const copy = join(work, name);
    await copyFile(join(tree, 'usr/bin', program), copy);
    await chmod(copy, 0o755);
    await collectNeeded(copy, libraries, needed);
    // RPATH and not RUNPATH: it also holds for the libraries of libraries.
    await runProgram('patchelf', ['--force-rpath', '--set-rpath', `${home}/lib`, copy]);
    files.push({ source: copy, path: `${home}/${name}`, mode: 0o755 });
  }
  for (const name of [...needed].sort()) {
    const source = libraries.get(name);
    if (source) files.push({ source: await resolvedCopy(source, work), path: `${home}/lib/${name}`, mode: 0o644 });
  }
  return files;
}

async function collectNeeded(file: string, libraries: ReadonlyMap<string, string>, found: Set<string>): Promise<void> {
  const listed = await runProgram('patchelf', ['--print-needed', file]);
  for (const name of listed.split('\n').filter(Boolean)) {
    const source = libraries.get(name);
    if (!source || found.has(name)) continue;
    found.add(name);
    await collectNeeded(source, libraries, found);
  }
}

/** A plain file in place of a library's link to its full version. */
async function resolvedCopy(source: string, work: string): Promise<string> {
  const copy = join(work, basename(source));
  await copyFile(source, copy);
  return copy;
}
