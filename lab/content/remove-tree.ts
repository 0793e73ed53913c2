import { runProgram } from './run-program.ts';

/** Removes a folder with all that is in it, but nothing that is mounted there. `rm` takes a third of what Node.js takes for the same. */
export async function removeTree(folder: string): Promise<void> {
  await runProgram('rm', ['--recursive', '--force', '--one-file-system', '--', folder]);
}
