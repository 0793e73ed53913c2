import { spawn } from 'node:child_process';
import { project } from './paths.ts';

/** Slipway as it is installed, and the lab, compiled: they start in half of the time that their sources take, or less. */
const programs = {
  slipway: [`${project}dist/src/cli/main.js`],
  lab: [`${project}build/compiled/lab/main.js`],
} as const;

/** The programs that the demo uses, as a person would. */
export type Program = keyof typeof programs;

/** The command line of one of the programs. */
export function commandLine(
  program: Program,
  args: readonly string[],
): readonly [command: string, args: readonly string[]] {
  return [process.execPath, [...programs[program], ...args]];
}

/** Runs a program in this terminal and gives its exit code. */
export async function run(program: Program, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const [command, all] = commandLine(program, args);
  const child = spawn(command, all, { stdio: 'inherit', env: { ...process.env, ...env }, cwd: project });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
