import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { buildTemporal, type BuildOptions } from './build-temporal.ts';
import type { Environment } from './directories.ts';
import { temporalRecipe, type TemporalRecipe } from './temporal-recipe.ts';

/** A `temporal` program that runs here, and where it came from. */
export interface TemporalProgram {
  readonly path: string;
  readonly source: 'PATH' | 'cache' | 'built';
}

/** Options of `findTemporal`. */
export interface FindOptions extends BuildOptions {
  /** Called once, before a build that takes minutes on a machine that never did it. */
  readonly onBuild?: (recipe: TemporalRecipe) => void;
}

/** Gives the first of: `temporal` on PATH, the cached program, one built now. Throws `DevError` with what to do. */
export async function findTemporal(options: FindOptions): Promise<TemporalProgram> {
  const installed = await onPath(options.env);
  if (installed) return { path: installed, source: 'PATH' };
  const recipe = await temporalRecipe(options.env);
  if (await runs(recipe.binary)) return { path: recipe.binary, source: 'cache' };
  options.onBuild?.(recipe);
  await buildTemporal(recipe, options);
  return { path: recipe.binary, source: 'built' };
}

async function onPath(env: Environment): Promise<string | undefined> {
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => isAbsolute(directory));
  for (const directory of directories) {
    const candidate = join(directory, 'temporal');
    if (await runs(candidate)) return candidate;
  }
  return undefined;
}

/** A file alone is not enough: a cut download or a program of another machine type does not run. */
async function runs(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    await promisify(execFile)(path, ['--version'], { timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
