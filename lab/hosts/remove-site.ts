import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { removeTree } from '../content/remove-tree.ts';
import { runProgram } from '../content/run-program.ts';
import { diskRoot, groupOf, groupRoot, runRoot, siteRun } from '../paths.ts';
import { groupsIn, killGroup, removeGroup } from './groups.ts';
import { removeLinks } from './network.ts';
import { sitesWithRemains } from './running.ts';
import { endSwapOfSite, restoreSwaps } from './swaps.ts';
import { restoreSysctls } from './sysctls.ts';

/**
 * Ends a site and leaves nothing of it. Works from what the kernel has, so that it does not matter how far the site had
 * come up, or who was killed in the middle.
 */
export async function removeSite(site: string): Promise<void> {
  // Power first, else a host that dies would boot again.
  for (const host of groupsIn(`${groupOf.site(site)}/hosts`)) await killGroup(groupOf.power(site, host));
  await killGroup(groupOf.site(site));
  await removeLinks(site);
  await endSwapOfSite(site);
  await removeMounts([siteRun(site), join(diskRoot, site)]);
  await removeGroup(groupOf.site(site));
  await removeTree(join(diskRoot, site));
  await rm(siteRun(site), { recursive: true, force: true });
}

/** Takes away what all sites share, once the last is gone. */
export async function removeSharedParts(): Promise<void> {
  if ((await sitesWithRemains()).length > 0) return;
  await restoreSysctls();
  await restoreSwaps();
  await removeGroup(groupRoot);
  await removeMounts([runRoot, diskRoot]);
  await rm(runRoot, { recursive: true, force: true });
  await rm(diskRoot, { recursive: true, force: true });
}

async function removeMounts(folders: readonly string[]): Promise<void> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const points = table.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  const own = points.filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)));
  for (const point of own.reverse()) await runProgram('umount', ['--lazy', point]);
}
