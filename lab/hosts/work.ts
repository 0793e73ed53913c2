import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freezerRoot, groupRoot } from '../paths.ts';
import { killGroup, removeGroup } from './groups.ts';

// A site's name cannot begin with a dot.
const group = `${groupRoot}/.work`;

/** Ends what a lab command that was killed has left running: compilers, package managers, copies. Hold the lock. */
export async function endAbandonedWork(): Promise<void> {
  await killGroup(group);
  await removeGroup(group);
}

/** Runs work so that the programs it starts are found again even when this process is killed. Hold the lock. */
export async function asWork<T>(work: () => Promise<T>): Promise<T> {
  const before = /^\d+:freezer:(.*)$/m.exec(await readFile('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
  await enter(group);
  try {
    return await work();
  } finally {
    await enter(before);
    await endAbandonedWork();
  }
}

async function enter(name: string): Promise<void> {
  const folder = join(freezerRoot, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cgroup.procs'), `${process.pid}`);
}
