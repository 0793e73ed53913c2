import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, type Environment } from './directories.ts';
import { DevError } from './dev-error.ts';
import { packageRoot } from '../package-root.ts';

const modulePath = 'github.com/temporalio/cli';

/** How the Temporal CLI with its development server is built, and where the result is kept. */
export interface TemporalRecipe {
  /** Go module that pins the versions. */
  readonly directory: string;
  readonly version: string;
  /** The Go package to build. */
  readonly program: string;
  readonly flags: readonly string[];
  /** The cached program; its directory is named after version and recipe. */
  readonly binary: string;
}

/** Reads the recipe of this version of Slipway from `tools/temporal`. */
export async function temporalRecipe(env: Environment): Promise<TemporalRecipe> {
  const directory = join(packageRoot(), 'tools', 'temporal');
  const [mod, sum] = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(directory, name), 'utf8')));
  const version = new RegExp(`${modulePath} (v\\S+)`).exec(mod ?? '')?.[1];
  if (!version) {
    throw new DevError(`${join(directory, 'go.mod')} does not name ${modulePath}`, { hint: 'Install Slipway again.' });
  }
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
  const hash = createHash('sha256');
  for (const part of [mod, sum, ...flags, process.platform, process.arch]) hash.update(`${part}\0`);
  const name = `${version}-${hash.digest('hex').slice(0, 12)}`;
  const binary = join(cacheDirectory(env), 'temporal', name, 'temporal');
  return { directory, version, program: `${modulePath}/cmd/temporal`, flags, binary };
}
