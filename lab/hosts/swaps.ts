import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram } from '../content/run-program.ts';
import { diskRoot, runRoot } from '../paths.ts';
import { writeWhole } from './whole-file.ts';
import { zramDefaults } from './zram-files.ts';

const saved = join(runRoot, 'swaps.json');

/** Where a host's swap file lies, seen from the host. */
export const swapFile = '/swap.img';

/** Remembers what the machine itself swaps to: a host that turns swap off turns it off for the whole kernel. */
export async function rememberSwaps(): Promise<void> {
  if (existsSync(saved)) return;
  await mkdir(runRoot, { recursive: true });
  await writeWhole(saved, JSON.stringify(await swapsInUse()));
}

/** Turns the machine's own swap on again where a host has turned it off. */
export async function restoreSwaps(): Promise<void> {
  const text = await readFile(saved, 'utf8').catch(() => '[]');
  const before: readonly string[] = JSON.parse(text);
  const now = await swapsInUse();
  for (const path of before) if (!now.includes(path)) await runProgram('swapon', [path]);
}

/** Turns off what hosts of a site still swap to: swap outlives the host that turned it on. */
export async function endSwapOfSite(site: string): Promise<void> {
  for (const host of await readdir(join(diskRoot, site)).catch((): string[] => [])) {
    if (existsSync(join(diskRoot, site, host, 'root', zramDefaults))) await endZram();
    if ((await swapsInUse()).length === 0) continue;
    const file = join(diskRoot, site, host, 'root', swapFile);
    // swapoff refuses a file that is not swapped to, and the kernel's list does not name the files of hosts by our paths.
    if (existsSync(file)) await runProgram('swapoff', [file]).catch(() => undefined);
  }
}

/** Takes the machine's zram device out of use; sites of which a host has it are alone with it. */
async function endZram(): Promise<void> {
  await runProgram('swapoff', ['/dev/zram0']).catch(() => undefined);
  await writeFile('/sys/block/zram0/reset', '1').catch(() => undefined);
}

async function swapsInUse(): Promise<string[]> {
  const lines = (await readFile('/proc/swaps', 'utf8')).split('\n').slice(1);
  return lines.flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
}
