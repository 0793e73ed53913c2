import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { debianKeyring, debianMirror, debianSuite } from './debian-mirror.ts';
import { runProgram } from './run-program.ts';

/** An apt of our own: the lab's Debian release, nothing installed, its state in one folder. */
export interface Apt {
  /** The .deb file names of the packages and everything they depend on, as `download` stores them. */
  closure(packages: readonly string[]): Promise<readonly string[]>;
  /** Downloads the closure of the packages into the folder; apt checks signatures and digests. */
  download(packages: readonly string[], folder: string, onLine: (line: string) => void): Promise<void>;
}

/** Sets up that apt and fetches the release's package lists. */
export async function openApt(state: string): Promise<Apt> {
  const archives = join(state, 'archives');
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  const sources = join(state, 'sources.list');
  const config = join(state, 'apt.conf');
  await writeFile(sources, `deb [signed-by=${debianKeyring}] ${await debianMirror()} ${debianSuite} main\n`);
  await writeFile(join(state, 'status'), '');
  await writeFile(config, aptConfiguration(state, sources));

  const apt = (args: readonly string[], onLine?: (line: string) => void): Promise<string> =>
    runProgram('apt-get', ['-c', config, ...args], onLine && { onLine });
  await apt(['-q', 'update']);

  return {
    async closure(packages) {
      const listed = await apt(['-q', '-y', '--print-uris', 'install', ...packages]);
      return listed.split('\n').flatMap((line) => debOfUriLine(line) ?? []);
    },
    async download(packages, folder, onLine) {
      await apt(['-q', '-y', '--download-only', 'install', ...packages], onLine);
      await mkdir(folder, { recursive: true });
      const names = await readdir(archives);
      for (const name of names.filter((name) => name.endsWith('.deb'))) {
        await copyFile(join(archives, name), join(folder, withoutEpoch(name)));
      }
    },
  };
}

function aptConfiguration(state: string, sources: string): string {
  const settings = {
    'Dir::State': state,
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': state,
    'Dir::Cache::Archives': join(state, 'archives'),
    // Named, because container images turn these two off, and each question then costs seconds.
    'Dir::Cache::pkgcache': join(state, 'pkgcache.bin'),
    'Dir::Cache::srcpkgcache': join(state, 'srcpkgcache.bin'),
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'APT::Architecture': 'amd64',
    'APT::Architectures': 'amd64',
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} "${value}";\n`)
    .join('');
}

/** The file name in a line of `apt-get --print-uris`: `'address' name_version_arch.deb size digest`. */
export function debOfUriLine(line: string): string | undefined {
  const name = /^'[^']+' (\S+\.deb) \d+/.exec(line)?.[1];
  return name && withoutEpoch(name);
}

/** apt stores a version's epoch as `_1%3a`; archives leave it out of file names. */
function withoutEpoch(name: string): string {
  return name.replace(/_\d+%3a/, '_');
}
