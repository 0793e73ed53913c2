import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { NamedFile } from './spec/own-manifest.ts';
import type { ParseOptions } from './spec/parse.ts';

/** How a cluster file is to be read. `shown`: its name in messages; `home`: what `~` stands for. */
export interface ClusterFileAbout {
  readonly shown?: string;
  readonly home?: string;
}

/** Options of `parseSpec` for a file of this machine: what it names lies beside it, below `~`, or at an absolute path. */
export function besideFile(file: string, { shown = file, home = homedir() }: ClusterFileAbout = {}): ParseOptions {
  return {
    file: shown,
    resolvePath: (name) =>
      name === '~' || name.startsWith('~/') ? join(home, name.slice(1)) : resolve(dirname(file), name),
    readFile: readNamedFile,
  };
}

function readNamedFile(path: string): NamedFile | undefined {
  try {
    const bytes = readFileSync(path);
    return { text: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    return undefined;
  }
}
