import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, recipeHash } from '../content/cache.ts';
import { runProgram } from '../content/run-program.ts';
import { kernelScript } from '../paths.ts';

/** The library that makes programs of a host believe in another time, compiled once. */
export async function clockLibrary(): Promise<string> {
  const source = kernelScript('clock.c');
  const folder = join(cacheRoot(), 'builds', 'clock', recipeHash([await readFile(source)]));
  await cachedFolder(folder, async (draft) => {
    await runProgram('gcc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', join(draft, 'clock.so'), source]);
  });
  return join(folder, 'clock.so');
}
