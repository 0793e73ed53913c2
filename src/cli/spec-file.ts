import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { besideFile } from '../cluster-file.ts';
import type { ClusterSpec } from '../model/cluster.ts';
import { parseSpec } from '../spec/parse.ts';
import type { SpecProblem } from '../spec/problem.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Where a command looks for the cluster file. */
export const defaultFile = 'cluster.yaml';

/** Thrown where a cluster file has mistakes: all of them. */
export class SpecError extends Error {
  readonly problems: readonly SpecProblem[];
  readonly text: string;

  constructor(problems: readonly SpecProblem[], text: string) {
    super(`the cluster file has ${problems.length} mistakes`);
    this.name = 'SpecError';
    this.problems = problems;
    this.text = text;
  }
}

/** Reads and parses a cluster file. Paths in it are taken from its own directory. Throws `SpecError` with every mistake. */
export async function readSpecFile(terminal: Terminal, file: string): Promise<ClusterSpec> {
  const path = resolve(terminal.cwd, file);
  const text = await readText(path, file);
  const { HOME: home } = terminal.env;
  const parsed = parseSpec(text, besideFile(path, { shown: file, ...(home ? { home } : {}) }));
  if ('problems' in parsed) throw new SpecError(parsed.problems, text);
  return parsed.spec;
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const hint = `Name the cluster file with -f; without it \`${defaultFile}\` of this directory is read.`;
    throw new CommandError(exitCodes.input, `The cluster file cannot be read: ${file}`, { hint, cause });
  }
}
