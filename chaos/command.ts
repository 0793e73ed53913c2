import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { project } from './paths.ts';

/** Slipway as it is installed, and the lab, compiled: they start in half of the time that their sources take, or less. */
const programs = {
  slipway: [`${project}dist/src/cli/main.js`],
  lab: [`${project}build/compiled/lab/main.js`],
} as const;

/** The programs that chaos uses, as a person would. */
export type Program = keyof typeof programs;

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function commandLine(program: Program, args: readonly string[]): readonly string[] {
  // One process, so that a signal meets the program and not something in front of it.
  return [...programs[program], ...args];
}

/** Runs a command to its end. Ctrl-C does not reach it: what was begun on a host is ended in order. */
export function run(program: Program, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, commandLine(program, args), {
    cwd: project,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** Runs a command that must succeed and gives what it printed. */
export async function succeed(program: Program, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, env);
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${(stderr || stdout).trim().slice(-600)}`);
  return stdout.trim();
}

/** Starts a command that goes on beside this process; what it says is added to a log. */
export function begin(program: Program, args: readonly string[], log: string): ChildProcess {
  const file = openSync(log, 'a');
  try {
    return spawn(process.execPath, commandLine(program, args), {
      cwd: project,
      detached: true,
      stdio: ['ignore', file, file],
    });
  } finally {
    closeSync(file);
  }
}
