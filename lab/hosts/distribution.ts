import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram } from '../content/run-program.ts';
import { families } from './family.ts';
import type { FamilyName } from './family.ts';

/** The site's mirror of the operating systems' own packages. */
export interface Mirror {
  /** Address without a trailing slash. */
  readonly url: string;
  /** The armored public key that signs its packages. */
  readonly keyFile: string;
  /** The rpm that tells an RPM host's package database what its system brought along. */
  readonly baseRpm?: string;
}

/** Files by path that point a family's package manager at the site's mirror, as the system's image would. */
export async function distributionFiles(family: FamilyName, mirror: Mirror): Promise<Record<string, string>> {
  const key = await readFile(mirror.keyFile, 'utf8');
  const { packageManager, repository } = families[family];
  const url = `${mirror.url}/${repository.folder}`;
  if (packageManager === 'apt') {
    return {
      'usr/share/keyrings/site-archive-keyring.asc': key,
      'etc/apt/sources.list.d/site.list': `deb [signed-by=/usr/share/keyrings/site-archive-keyring.asc] ${url} ./\n`,
    };
  }
  return {
    'etc/pki/rpm-gpg/RPM-GPG-KEY-site': key,
    'etc/yum.repos.d/base.repo': [
      `[${repository.id}]`,
      `name=${repository.name}`,
      `baseurl=${url}/`,
      'enabled=1',
      'gpgcheck=1',
      'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-site',
      '',
    ].join('\n'),
  };
}

/** Enters the names of what the Debian base already has into the rpm database, which knows nothing of it. */
export async function installBase(root: string, family: FamilyName, mirror: Mirror): Promise<void> {
  if (families[family].packageManager !== 'dnf' || !mirror.baseRpm) return;
  const inside = '/var/tmp/lab-base.rpm';
  await copyFile(mirror.baseRpm, join(root, inside));
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  await runProgram('chroot', [root, 'rpm', '-U', '--nosignature', '--replacefiles', '--quiet', inside], { env });
  await rm(join(root, inside));
}
