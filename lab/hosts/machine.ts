import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { cacheRoot } from '../content/cache.ts';
import { runProgram } from '../content/run-program.ts';
import { LabError } from '../lab-error.ts';
import { diskRoot, freezerRoot, runRoot } from '../paths.ts';

// The rest is installed by the lab itself: lab/prerequisites.ts.
const tools = ['bash', 'chroot', 'find', 'mount', 'nsenter', 'setpriv', 'tar', 'unshare'];

/** What decides whether a machine can run the lab. */
export interface Machine {
  /** As `process.platform` says it. */
  readonly platform: string;
  /** Who runs the command; 0 is root. */
  readonly uid: number | undefined;
  readonly exists: (path: string) => boolean;
  /** Folders of programs. */
  readonly path: readonly string[];
}

const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  exists: existsSync,
  path: [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'],
};

/** Throws, in one line with the way out, where this machine cannot run the lab at all. */
export function checkMachine({ platform, uid, exists, path }: Machine = thisMachine): void {
  if (platform !== 'linux') {
    throw new LabError(
      'the lab boots hosts on the Linux kernel itself: run it on a Linux machine, or in a virtual one',
    );
  }
  if (uid !== 0) throw new LabError('the lab makes namespaces and network devices: run it as root');
  if (!exists(freezerRoot)) {
    throw new LabError(
      'the lab needs cgroup v1 hierarchies below /sys/fs/cgroup: boot with systemd.unified_cgroup_hierarchy=0',
    );
  }
  const missing = tools.filter((tool) => !path.some((folder) => exists(join(folder, tool))));
  if (missing.length > 0) {
    throw new LabError(`programs are missing: ${missing.join(', ')}: install coreutils, findutils, tar and util-linux`);
  }
}

const overlay = 0x794c7630;

/** Throws where disks and caches have less room than so many GiB, or where disks would lie on an overlay. */
export async function checkRoom(neededGiB: number): Promise<void> {
  const disks = dirname(diskRoot);
  for (const folder of [disks, cacheRoot()]) {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize, type } = await statfs(folder);
    const free = Math.floor((bavail * bsize) / 1024 ** 3);
    if (free < neededGiB) {
      const way = folder === disks ? 'free some' : 'free some, or point SLIPWAY_CACHE at a larger disk';
      throw new LabError(`${folder} has ${free} GiB free and the lab needs ${neededGiB}: ${way}`);
    }
    if (folder === disks && type === overlay) {
      throw new LabError(`${folder} is on an overlay, where containers cannot store images: mount a disk there`);
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
