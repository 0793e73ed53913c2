import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { clockLibrary } from '../hosts/clock-library.ts';
import { findHost } from '../hosts/running.ts';
import { hostDisk } from '../paths.ts';

const folder = 'var/lib/lab-clock';

/** Makes programs that a host starts from now on believe that it is so many seconds later, over reboots too; 0 ends it. */
export async function clock(name: string, seconds: number): Promise<void> {
  const { site, host } = await findHost(name);
  const root = join(hostDisk(site.name, host.name), 'root');
  const preload = join(root, 'etc/ld.so.preload');
  if (seconds === 0) {
    await rm(preload, { force: true });
    return rm(join(root, folder), { recursive: true, force: true });
  }
  await mkdir(join(root, folder), { recursive: true });
  await copyFile(await clockLibrary(), join(root, folder, 'clock.so'));
  await writeFile(join(root, folder, 'seconds'), `${seconds}\n`);
  // At once: every program that starts meanwhile reads it.
  await writeFile(`${preload}.new`, `/${folder}/clock.so\n`);
  await rename(`${preload}.new`, preload);
}
