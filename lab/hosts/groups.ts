import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { freezerRoot, groupOf, runRoot } from '../paths.ts';
import { until } from './until.ts';

/** Names of the cgroups directly below one of the freezer hierarchy; none where that does not exist. */
export function groupsIn(group: string): string[] {
  return foldersIn(join(freezerRoot, group));
}

/** Ids of all processes in a cgroup and below it. What is asked is the kernel, so no id is ever a recycled one. */
export function processesIn(group: string): number[] {
  const own = readOr(join(freezerRoot, group, 'cgroup.procs'), '')
    .split('\n')
    .filter(Boolean)
    .map(Number);
  return [...own, ...groupsIn(group).flatMap((below) => processesIn(join(group, below)))];
}

/** Command lines of all processes in a cgroup and below it. */
export function commandsIn(group: string): string[] {
  return processesIn(group).map((pid) => readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' '));
}

/** The host's PID 1 as the machine numbers it: the process of its cgroups that is 1 in a pid namespace of depth one. */
export function hostInit(site: string, host: string): number | undefined {
  const machine = join(freezerRoot, groupOf.machine(site, host), 'cgroup.procs');
  const candidates = readOr(machine, '').split('\n').filter(Boolean);
  const init = candidates.find((pid) => /^NSpid:\t\d+\t1$/m.test(readOr(`/proc/${pid}/status`, '')));
  return init ? Number(init) : undefined;
}

/** Stops all processes of a host where they are, or lets them go on. */
export async function setFrozen(site: string, host: string, frozen: boolean): Promise<void> {
  const state = join(freezerRoot, groupOf.machine(site, host), 'freezer.state');
  writeFileSync(state, frozen ? 'FROZEN' : 'THAWED');
  await until(() => isFrozen(site, host) === frozen, { seconds: 10, what: `${host} to ${frozen ? 'freeze' : 'thaw'}` });
}

/** Whether the host's processes are stopped. */
export function isFrozen(site: string, host: string): boolean {
  return readOr(join(freezerRoot, groupOf.machine(site, host), 'freezer.state'), '').trim() === 'FROZEN';
}

/** Ends everything in a cgroup and below it with SIGKILL, and waits until the last process is gone. */
export async function killGroup(group: string): Promise<void> {
  const strike = (): boolean => {
    const pids = processesIn(group);
    for (const pid of pids) kill(pid);
    // A frozen process takes no signal, not even this one.
    if (pids.length > 0) thaw(group);
    return pids.length === 0;
  };
  await until(strike, { seconds: 30, what: `the processes of ${group} to end` });
}

/** Takes a cgroup and all below it out of every hierarchy. */
export async function removeGroup(group: string): Promise<void> {
  for (const parent of ['/sys/fs/cgroup', join(runRoot, 'cgroup')]) {
    for (const hierarchy of foldersIn(parent)) await removeTree(join(parent, hierarchy, group));
  }
}

/** Sends SIGKILL; a process that has just ended by itself is as good. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function thaw(group: string): void {
  const state = join(freezerRoot, group, 'freezer.state');
  if (readOr(state, 'THAWED').trim() !== 'THAWED') writeFileSync(state, 'THAWED');
  for (const below of groupsIn(group)) thaw(join(group, below));
}

async function removeTree(folder: string): Promise<void> {
  for (const below of foldersIn(folder)) await removeTree(join(folder, below));
  // A group stays busy for an instant after its last process: the kernel takes it apart behind our back.
  const gone = (): Promise<boolean> =>
    rmdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
  await until(gone, { seconds: 10, what: `${folder} to be empty` });
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
