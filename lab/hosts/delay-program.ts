import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, recipeHash } from '../content/cache.ts';
import { runProgram } from '../content/run-program.ts';
import { kernelScript } from '../paths.ts';

/** The program that delays a host's packets: compiled once, because kernels without netem need one. */
export async function delayProgram(): Promise<string> {
  const source = kernelScript('delay.c');
  const folder = join(cacheRoot(), 'builds', 'delay', recipeHash([await readFile(source)]));
  await cachedFolder(folder, async (draft) => {
    await runProgram('gcc', ['-O2', '-Wall', '-o', join(draft, 'delay'), source]);
  });
  return join(folder, 'delay');
}
