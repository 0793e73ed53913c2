import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, realpath, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { ledgerProgram } from './ledger-program.ts';
import { ledgerFile, recordedFolder } from './places.ts';

/** Programs of the system whose calls are noted. kubeadm comes with a package, and its ledger with that. */
const programs = ['apt-get', 'dnf', 'systemctl'] as const;

/** Puts the ledger before the programs that a root has of these, and gives the root an empty ledger that everybody may write. */
export async function giveLedger(root: string): Promise<void> {
  const ledger = await ledgerProgram();
  for (const name of programs) {
    const link = join(root, 'usr/bin', name);
    // What is a link stays one: by its target dnf 4 and dnf 5 are told apart.
    if (existsSync(link)) await standBefore(root, await realpath(link), ledger);
  }
  const file = join(root, ledgerFile);
  await writeFile(file, '');
  await chmod(file, 0o666);
}

async function standBefore(root: string, program: string, ledger: string): Promise<void> {
  const real = join(root, recordedFolder, basename(program));
  await mkdir(dirname(real), { recursive: true });
  await rename(program, real);
  await copyFile(ledger, program);
  await chmod(program, 0o755);
}
