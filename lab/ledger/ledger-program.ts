import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, recipeHash } from '../content/cache.ts';
import { runProgram } from '../content/run-program.ts';
import { labSource } from '../paths.ts';

/** The source of the program that stands for another one on hosts and notes that it was called. */
export const ledgerSource = labSource('ledger/ledger.c');

/** The compiled program. Static: it runs on every family, and no library that is loaded into programs changes what it notes. */
export async function ledgerProgram(): Promise<string> {
  const folder = join(cacheRoot(), 'builds', 'ledger', recipeHash([await readFile(ledgerSource)]));
  await cachedFolder(folder, async (draft) => {
    await runProgram('gcc', ['-O2', '-Wall', '-static', '-s', '-o', join(draft, 'ledger'), ledgerSource]);
  });
  return join(folder, 'ledger');
}
