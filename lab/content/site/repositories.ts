import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { runProgram } from '../run-program.ts';
import type { SigningKey, Signer } from './signing-key.ts';

/** What signs a repository: the key that users import and what signs with it. */
export interface RepositorySeal {
  readonly key: SigningKey;
  readonly signer: Signer;
}

/** Makes a folder of .deb files (below `packages`, or in the folder itself) a flat apt repository, signed both ways. */
export async function sealAptRepository(folder: string, label: string, seal: RepositorySeal): Promise<void> {
  const index = await runProgram('apt-ftparchive', ['packages', '.'], { cwd: folder });
  const packages = index.replace(/^Filename: \.\//gm, 'Filename: ');
  await writeFile(join(folder, 'Packages'), packages);
  await writeFile(join(folder, 'Packages.gz'), gzipSync(packages, { level: 9 }));

  const settings = { Origin: label, Label: label, Suite: 'deb', Codename: 'deb', Architectures: 'amd64' };
  const options = Object.entries(settings).flatMap(([name, value]) => [
    '-o',
    `APT::FTPArchive::Release::${name}=${value}`,
  ]);
  const release = await runProgram('apt-ftparchive', [...options, 'release', '.'], { cwd: folder });
  const file = join(folder, 'Release');
  await writeFile(file, release);
  await seal.signer.inline(file, join(folder, 'InRelease'));
  await seal.signer.detached(file, join(folder, 'Release.gpg'));
  await copyFile(seal.key.publicFile, join(folder, 'Release.key'));
}

/** Makes a folder of .rpm files (also in folders below) a dnf repository with signed metadata. */
export async function sealRpmRepository(folder: string, { key, signer }: RepositorySeal): Promise<void> {
  await runProgram('createrepo_c', ['--quiet', '--no-database', folder]);
  const metadata = join(folder, 'repodata', 'repomd.xml');
  await signer.detached(metadata, `${metadata}.asc`);
  await copyFile(key.publicFile, `${metadata}.key`);
}
