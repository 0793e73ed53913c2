import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runProgram } from '../run-program.ts';
import { nfpmConfiguration } from './package.ts';
import type { Format, Package } from './package.ts';

/** Where packages go and who makes and signs them. */
export interface PackagePress {
  readonly nfpm: string;
  readonly secretKeyFile: string;
}

/** Writes packages in one format into a folder, under the format's usual file names; rpms carry a signature. */
export async function writePackages(
  press: PackagePress,
  packages: readonly Package[],
  { format, folder }: { readonly format: Format; readonly folder: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'slipway-nfpm-'));
  try {
    for (const each of packages) {
      const file = join(work, `${each.name}.yaml`);
      await writeFile(file, nfpmConfiguration(each, format, press.secretKeyFile));
      await runProgram(press.nfpm, ['package', '-f', file, '-p', format, '-t', folder]);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
