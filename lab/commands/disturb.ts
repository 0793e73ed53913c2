import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram } from '../content/run-program.ts';
import { delayProgram } from '../hosts/delay-program.ts';
import { setFrozen } from '../hosts/groups.ts';
import { hasPower } from '../hosts/power.ts';
import { findHost } from '../hosts/running.ts';
import type { RunningHost } from '../hosts/running.ts';
import { LabError } from '../lab-error.ts';
import { hostRun, kernelScript } from '../paths.ts';

/** Stops every process of a host where it is, as a machine that hangs; its kernel still acknowledges packets. */
export async function freeze(name: string): Promise<void> {
  const { site, host } = await poweredHost(name);
  await setFrozen(site.name, host.name, true);
}

/** Lets a frozen host go on. */
export async function thaw(name: string): Promise<void> {
  const { site, host } = await poweredHost(name);
  await setFrozen(site.name, host.name, false);
}

/** Cuts a host's network: packets vanish in silence in both directions, also over a reboot, until `heal`. */
export async function cut(name: string): Promise<void> {
  await mark(await findHost(name), 'cut', '');
}

/** Mends what `cut` cut. */
export async function heal(name: string): Promise<void> {
  await mark(await findHost(name), 'cut', undefined);
}

/** Makes every round trip to a host take so many milliseconds longer, also over a reboot; 0 ends it. */
export async function delay(name: string, milliseconds: number): Promise<void> {
  await mark(await findHost(name), 'delay', milliseconds > 0 ? `${milliseconds} ${await delayProgram()}\n` : undefined);
}

async function poweredHost(name: string): Promise<RunningHost> {
  const running = await findHost(name);
  if (hasPower(running.site.name, running.host.name)) return running;
  throw new LabError(`${name} is off: switch it on with \`npm run lab -- start ${name}\``);
}

/** The marks stand in the host's run directory, where every boot reads them. */
async function mark({ site, host }: RunningHost, file: string, content?: string): Promise<void> {
  const run = hostRun(site.name, host.name);
  const path = join(run, file);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === content) return;
  if (content === undefined) await rm(path);
  else await writeFile(path, content);
  if (!hasPower(site.name, host.name)) return;
  await runProgram('bash', [kernelScript('attach.sh')], { env: { run } });
}
