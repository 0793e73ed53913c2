import { existsSync } from 'node:fs';

import { runStage } from './content/progress.ts';
import type { Reporter } from './content/progress.ts';
import { runProgram } from './content/run-program.ts';

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

/**
 * Installs the Debian packages that the lab needs, when it runs as root on a Debian machine.
 * Elsewhere it throws one line that says what to install. Go is the one thing that it only asks for.
 */
export async function ensurePrerequisites(report: Reporter): Promise<void> {
  await runProgram('go', ['version']).catch(() => {
    throw new Error('the lab builds Kubernetes from source and finds no `go`: install Go 1.26 or later');
  });
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`the lab needs more programs: apt-get install ${missing.join(' ')}`);
  }
  await runStage(report, `Installing ${missing.join(', ')}`, async (stage) => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const onLine = (line: string): void => stage.detail(line);
    await runProgram('apt-get', ['-q', 'update'], { env, onLine });
    await runProgram('apt-get', ['-q', '-y', '--no-install-recommends', 'install', ...missing], { env, onLine });
  });
}
