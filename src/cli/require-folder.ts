import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** The absolute path of a file that an option names, once its folder is there to be written to: before work that it is the result of. */
export async function requireFolder({ cwd }: Terminal, option: string, file: string): Promise<string> {
  const path = resolve(cwd, file);
  try {
    await access(dirname(path), constants.W_OK | constants.X_OK);
    return path;
  } catch (cause) {
    const hint = 'Nothing was started. Make the folder first, or name another one.';
    throw new CommandError(exitCodes.input, `${option}: nothing can be written to ${dirname(path)}`, { hint, cause });
  }
}
