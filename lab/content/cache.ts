import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * The folder that keeps what is expensive to make: SLIPWAY_CACHE, else slipway below XDG_CACHE_HOME, else ~/.cache/slipway.
 */
export function cacheRoot(): string {
  const { SLIPWAY_CACHE, XDG_CACHE_HOME } = process.env;
  if (SLIPWAY_CACHE) return SLIPWAY_CACHE;
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway');
}

/** The first 16 hex digits of a SHA-256 over the parts; the boundaries between parts count. */
export function recipeHash(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

/** Names and contents of all files below a folder, in a fixed order: the parts of a recipe hash. */
export async function folderParts(folder: string): Promise<(string | Buffer)[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const parts = await Promise.all(
    files.sort().map(async (file) => [file.slice(folder.length), await readFile(file)] as const),
  );
  return parts.flat();
}

/**
 * Gives the folder's path; makes it first when it is missing. `make` fills a folder beside it, which gets the final name
 * only when complete: an interrupted make leaves nothing that looks finished. Two makers at once are harmless.
 */
export async function cachedFolder(folder: string, make: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await dropAbandonedDrafts(folder);
  const draft = `${folder}.draft-${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    await make(draft);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Removes all but the newest folders beside this one, which stays: what a changed recipe left behind. */
export async function keepNewest(folder: string, others: number): Promise<void> {
  const parent = dirname(folder);
  const names = (await readdir(parent)).filter((name) => name !== basename(folder) && !name.includes('.'));
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(parent, name))).mtimeMs })));
  const old = dated.sort((a, b) => b.at - a.at).slice(others);
  await Promise.all(old.map(({ name }) => rm(join(parent, name), { recursive: true, force: true })));
}

async function dropAbandonedDrafts(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch((): string[] => []);
  const abandoned = names.filter((name) => {
    const maker = /\.draft-(\d+)$/.exec(name)?.[1];
    return maker && !existsSync(`/proc/${maker}`);
  });
  await Promise.all(abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}
