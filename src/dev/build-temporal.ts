import { spawn } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { DevError } from './dev-error.ts';
import type { Environment } from './directories.ts';
import type { TemporalRecipe } from './temporal-recipe.ts';

const leastGo = [1, 26] as const;
const otherWay = `Install Go ${leastGo.join('.')} or later from go.dev/dl, or put the \`temporal\` program on PATH.`;

/** How far a build of the Temporal server has come. */
export interface BuildProgress {
  readonly stage: 'downloading' | 'compiling';
  /** Modules downloaded or packages compiled so far; what earlier runs did is not counted. */
  readonly count: number;
  /** Packages there are; 0 while that is not known. */
  readonly total: number;
}

/** What a build needs besides its recipe. */
export interface BuildOptions {
  readonly env: Environment;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly signal?: AbortSignal;
}

/** Builds the Temporal server from source into its place in the cache; an interrupted build continues where it was. */
export async function buildTemporal(recipe: TemporalRecipe, options: BuildOptions): Promise<void> {
  await requireGo(recipe, options);
  const { total } = await listPackages(recipe, options);
  await mkdir(dirname(recipe.binary), { recursive: true });
  const unfinished = `${recipe.binary}.${process.pid}`;
  try {
    const args = ['build', '-v', ...recipe.flags, '-o', unfinished, recipe.program];
    await go(recipe, args, {
      ...options,
      report: (count) => options.onProgress?.({ stage: 'compiling', count, total }),
    });
    await rename(unfinished, recipe.binary);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function requireGo(recipe: TemporalRecipe, options: BuildOptions): Promise<void> {
  const [version = ''] = await go(recipe, ['env', 'GOVERSION'], options);
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  const isOld = Number(major) < leastGo[0] || (Number(major) === leastGo[0] && Number(minor) < leastGo[1]);
  if (isOld)
    throw new DevError(`Go is too old to build the Temporal server: ${version || 'unknown'}`, { hint: otherWay });
}

async function listPackages(recipe: TemporalRecipe, options: BuildOptions): Promise<{ total: number }> {
  const args = ['list', '-mod=readonly', '-deps', '-f', '{{.ImportPath}}', recipe.program];
  const report = (count: number) => options.onProgress?.({ stage: 'downloading', count, total: 0 });
  const packages = await go(recipe, args, { ...options, report });
  return { total: packages.length };
}

/** Runs go, counts the lines it writes to standard error while it works, and gives those of standard output. */
function go(
  recipe: TemporalRecipe,
  args: readonly string[],
  options: BuildOptions & { readonly report?: (count: number) => void },
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: recipe.directory,
      env: { ...options.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const lines: string[] = [];
    const messages: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    createInterface(child.stderr).on('line', (line) => options.report?.(messages.push(line)));
    child.on('error', (cause) => reject(asDevError(cause, options)));
    child.on('close', (code) => {
      if (code === 0) return resolve(lines);
      const tail = messages.slice(-20).join('\n');
      const hint = 'Read the last lines; without access to the Go modules, put the `temporal` program on PATH.';
      reject(
        new DevError(`\`go ${args[0]}\` for the Temporal server ended with ${code ?? 'a signal'}`, { hint, tail }),
      );
    });
  });
}

function asDevError(cause: Error, options: BuildOptions): Error {
  if (options.signal?.aborted)
    return new DevError('The build of the Temporal server was stopped', {
      hint: 'Run the command again: it continues.',
      cause,
    });
  return new DevError('There is no `temporal` program and no Go to build it with', { hint: otherWay, cause });
}
