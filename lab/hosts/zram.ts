import { readFile } from 'node:fs/promises';

import { LabError } from '../lab-error.ts';
import type { Site } from '../site-shape.ts';
import { hasPower } from './power.ts';

/** Throws where a host is to swap to zram and cannot: the device is one for the whole machine. */
export async function checkZram({ name, hosts }: Site): Promise<void> {
  const host = hosts.find(({ swap }) => swap === 'zram');
  if (!host || hasPower(name, host.name)) return;
  const state = await readFile('/sys/block/zram0/initstate', 'utf8').catch(() => undefined);
  if (state === undefined) throw new LabError(`${host.name} swaps to zram, which this machine's kernel does not have`);
  if (state.trim() !== '0') {
    throw new LabError(
      `${host.name} swaps to zram, and something on this machine does already: end that, since all hosts share one device`,
    );
  }
}
