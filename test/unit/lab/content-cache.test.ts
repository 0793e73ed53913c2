import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { cachedFolder, cacheRoot, folderParts, keepNewest, recipeHash } from '../../../lab/content/cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-cache-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('the cache', () => {
  it('is where SLIPWAY_CACHE says, else below XDG_CACHE_HOME, else below the home folder', () => {
    vi.stubEnv('HOME', '/home/ada');
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.stubEnv('SLIPWAY_CACHE', '');
    expect(cacheRoot()).toBe('/home/ada/.cache/slipway');
    vi.stubEnv('XDG_CACHE_HOME', '/xdg');
    expect(cacheRoot()).toBe('/xdg/slipway');
    vi.stubEnv('SLIPWAY_CACHE', '/elsewhere');
    expect(cacheRoot()).toBe('/elsewhere');
  });

  it('makes a folder once', async () => {
    const make = vi.fn((draft: string) => writeFile(join(draft, 'file'), 'content'));
    const path = await cachedFolder(join(folder, 'a'), make);
    await cachedFolder(join(folder, 'a'), make);
    expect(await readFile(join(path, 'file'), 'utf8')).toBe('content');
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('keeps nothing of a make that failed', async () => {
    const make = async (draft: string): Promise<void> => {
      await writeFile(join(draft, 'half'), '');
      throw new Error('no space');
    };
    await expect(cachedFolder(join(folder, 'a'), make)).rejects.toThrow('no space');
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes what a killed make left, and not what a living one is making', async () => {
    await mkdir(join(folder, 'a.draft-4194304999'));
    await mkdir(join(folder, 'a.draft-1'));
    await cachedFolder(join(folder, 'a'), async () => undefined);
    expect((await readdir(folder)).sort()).toEqual(['a', 'a.draft-1']);
  });

  it('goes on after a kill where it was: what is made stays, what was half made is made anew', async () => {
    const maker = `
      import { appendFile, writeFile } from 'node:fs/promises';
      import { cachedFolder } from ${JSON.stringify(new URL('../../../lab/content/cache.ts', import.meta.url).href)};
      const [folder, stopAt] = process.argv.slice(-2);
      for (const name of ['first', 'second', 'third']) {
        await cachedFolder(folder + '/' + name, async (draft) => {
          await appendFile(folder + '/made.log', name + ' ');
          await writeFile(draft + '/half', '');
          if (name === stopAt) process.kill(process.pid, 'SIGKILL');
          await writeFile(draft + '/whole', '');
        });
      }`;
    const make = (stopAt: string): NodeJS.Signals | null =>
      spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', maker, '--', folder, stopAt]).signal;
    expect(make('second')).toBe('SIGKILL');
    expect(existsSync(join(folder, 'second'))).toBe(false);
    expect(make('nowhere')).toBe(null);
    expect(await readFile(join(folder, 'made.log'), 'utf8')).toBe('first second second third ');
    expect((await readdir(folder)).sort()).toEqual(['first', 'made.log', 'second', 'third']);
    expect(await readdir(join(folder, 'second'))).toEqual(['half', 'whole']);
  });

  it('accepts that another maker was faster', async () => {
    const path = join(folder, 'a');
    const make = async (): Promise<void> => {
      await mkdir(path);
      await writeFile(join(path, 'theirs'), '');
    };
    await cachedFolder(path, make);
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readdir(path)).toEqual(['theirs']);
  });

  it('keeps the newest folders beside the current one', async () => {
    for (const [index, name] of ['old', 'older', 'oldest', 'current'].entries()) {
      await mkdir(join(folder, name));
      await utimes(join(folder, name), 1000 - index, 1000 - index);
    }
    await keepNewest(join(folder, 'current'), 2);
    expect((await readdir(folder)).sort()).toEqual(['current', 'old', 'older']);
  });

  it('tells recipes apart by content, by name and by where one part ends', async () => {
    expect(recipeHash(['ab', 'c'])).not.toBe(recipeHash(['a', 'bc']));
    expect(recipeHash(['ab'])).toMatch(/^[0-9a-f]{16}$/);
    await writeFile(join(folder, 'one'), 'x');
    const before = recipeHash(await folderParts(folder));
    await rm(join(folder, 'one'));
    await writeFile(join(folder, 'two'), 'x');
    expect(recipeHash(await folderParts(folder))).not.toBe(before);
    expect(existsSync(join(folder, 'one'))).toBe(false);
  });
});
