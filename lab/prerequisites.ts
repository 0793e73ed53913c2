import { existsSync } from 'node:fs';

import { runStage } from './content/progress.ts';
import type { Reporter } from './content/progress.ts';
import { runProgram } from './content/run-program.ts';
import { LabError } from './lab-error.ts';

/** Debian packages of the machine that runs the lab, each with a file that shows that it is there. */
const packages: Readonly<Record<string, string>> = {
  'apt-utils': '/usr/bin/apt-ftparchive',
  'createrepo-c': '/usr/bin/createrepo_c',
  'debian-archive-keyring': '/usr/share/keyrings/debian-archive-keyring.gpg',
  gcc: '/usr/bin/gcc',
  gnupg: '/usr/bin/gpg',
  iproute2: '/sbin/ip',
  'libc6-dev': '/usr/include/stdio.h',
  'libseccomp-dev': '/usr/include/seccomp.h',
  mmdebstrap: '/usr/bin/mmdebstrap',
  'openssh-client': '/usr/bin/ssh',
  patchelf: '/usr/bin/patchelf',
  'pkg-config': '/usr/bin/pkg-config',
};

/** The packages that this machine lacks. */
export function missingPackages(exists: (path: string) => boolean = existsSync): readonly string[] {
  return Object.keys(packages).filter((name) => !exists(packages[name] ?? ''));
}

/** Throws where there is no Go: the one thing that the lab asks for and does not install. */
export async function requireGo(): Promise<void> {
  await runProgram('go', ['version']).catch(() => {
    throw new LabError('the lab builds Kubernetes from source and finds no `go`: install Go 1.26 or later');
  });
}

/**
 * Installs the Debian packages that making roots, content and hosts takes, where this machine lacks any.
 * Throws one line that says what to install where it is not a Debian machine.
 */
export async function ensurePrerequisites(report: Reporter): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new LabError(`the lab needs a Debian machine, or there the programs of: ${missing.join(', ')}`);
  }
  await runStage(report, `Installing ${missing.join(', ')}`, async (stage) => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const onLine = (line: string): void => stage.detail(line);
    await runProgram('apt-get', ['-q', 'update'], { env, onLine });
    await runProgram('apt-get', ['-q', '-y', '--no-install-recommends', 'install', ...missing], { env, onLine });
  });
}
