import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedFolder, cacheRoot, recipeHash } from '../content/cache.ts';
import { debianKeyring, debianMirror, debianSuite } from '../content/debian-mirror.ts';
import type { Reporter, Stage } from '../content/progress.ts';
import { runStage } from '../content/progress.ts';
import { removeTree } from '../content/remove-tree.ts';
import { runProgram } from '../content/run-program.ts';
import { labSource } from '../paths.ts';
import { everyFamily, families } from './family.ts';
import type { Family, FamilyName } from './family.ts';

const scriptFolder = labSource('hosts/roots/');

// Nobody reads them on a lab host, and a third of the files of a root are these.
const leftOut = ['doc', 'man', 'info', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);

/** Gives the tar of a family's root, built once per recipe from the machine's own Debian mirror: about a minute. */
export async function ensureRoot(name: FamilyName, report: Reporter): Promise<string> {
  const family: Family = families[name];
  const packages = [...everyFamily, ...family.packages];
  const scripts = [family.script, 'every.sh'].map((script) => join(scriptFolder, script));
  const recipe = [debianSuite, ...packages, ...leftOut, ...(await Promise.all(scripts.map((file) => readFile(file))))];
  const folder = join(cacheRoot(), 'roots', `${name}-${recipeHash(recipe)}`);
  await cachedFolder(folder, (draft) =>
    runStage(report, `${family.title} root`, (stage) => buildRoot(draft, { packages, scripts, stage })),
  );
  return join(folder, 'root.tar');
}

/** The roots of these families, by name. */
export async function ensureRoots(
  names: readonly FamilyName[],
  report: Reporter,
): Promise<ReadonlyMap<FamilyName, string>> {
  const entries = [...new Set(names)].map(async (name): Promise<[FamilyName, string]> => [
    name,
    await ensureRoot(name, report),
  ]);
  return new Map(await Promise.all(entries));
}

interface RootRecipe {
  readonly packages: readonly string[];
  readonly scripts: readonly string[];
  readonly stage: Stage;
}

async function buildRoot(draft: string, { packages, scripts, stage }: RootRecipe): Promise<void> {
  const root = join(draft, 'root');
  const source = `deb [signed-by=${debianKeyring}] ${await debianMirror()} ${debianSuite} main`;
  const options = ['--variant=minbase', `--include=${packages.join(',')}`, ...leftOut];
  await runProgram('mmdebstrap', [...options, debianSuite, root, source], {
    onLine: (line) => stage.detail(line.replace(/^I: /, '')),
  });
  // Not mmdebstrap's own hooks: it needs the apt of the root once more after those.
  for (const script of scripts) await runProgram(script, [root]);
  stage.detail('packing');
  const archive = join(draft, 'root.tar');
  await runProgram('tar', ['--create', '--numeric-owner', '--xattrs', `--file=${archive}`, `--directory=${root}`, '.']);
  await removeTree(root);
}
