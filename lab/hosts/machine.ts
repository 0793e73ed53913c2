import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { cacheRoot } from '../content/cache.ts';
import { runProgram } from '../content/run-program.ts';
import { LabError } from '../lab-error.ts';
import { diskRoot, freezerRoot, runRoot } from '../paths.ts';

// The rest is installed by the lab itself: lab/prerequisites.ts.
const tools = ['bash', 'chroot', 'find', 'mount', 'nsenter', 'tar', 'unshare'];
const neededGiB = 15;

/** Throws, in one line with the way out, where this machine cannot run the lab at all. */
export function checkMachine(): void {
  if (process.platform !== 'linux') {
    throw new LabError(
      'the lab boots hosts on the Linux kernel itself: run it on a Linux machine, or in a virtual one',
    );
  }
  if (process.getuid?.() !== 0) throw new LabError('the lab makes namespaces and network devices: run it as root');
  if (!existsSync(freezerRoot)) {
    throw new LabError(
      'the lab needs cgroup v1 hierarchies below /sys/fs/cgroup: boot with systemd.unified_cgroup_hierarchy=0',
    );
  }
  const missing = tools.filter((tool) => !onPath(tool));
  if (missing.length > 0) {
    throw new LabError(`programs are missing: ${missing.join(', ')}: install coreutils, findutils, tar and util-linux`);
  }
}

/** Throws where disks and caches have too little room. */
export async function checkRoom(): Promise<void> {
  for (const folder of [dirname(diskRoot), cacheRoot()]) {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = Math.floor((bavail * bsize) / 1024 ** 3);
    if (free < neededGiB) {
      const way = folder === cacheRoot() ? 'free some, or point SLIPWAY_CACHE at a larger disk' : 'free some';
      throw new LabError(`${folder} has ${free} GiB free and the lab needs ${neededGiB}: ${way}`);
    }
  }
}

/** Makes the hugetlb hierarchy reachable for hosts where the machine has not mounted it: kubelet insists on it. */
export async function ensureHierarchies(): Promise<void> {
  if (existsSync('/sys/fs/cgroup/hugetlb/cgroup.procs')) return;
  const folder = join(runRoot, 'cgroup', 'hugetlb');
  await mkdir(folder, { recursive: true });
  const mounted = existsSync(join(folder, 'cgroup.procs'));
  if (!mounted) await runProgram('mount', ['-t', 'cgroup', '-o', 'hugetlb', 'cgroup', folder]);
}

function onPath(tool: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, tool)));
}
