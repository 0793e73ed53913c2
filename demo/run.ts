import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { project } from './paths.ts';

const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));

/** The command line of one of the project's programs. */
export function program(file: string, args: readonly string[]): readonly [command: string, args: readonly string[]] {
  return [process.execPath, [tsx, `${project}${file}`, ...args]];
}

/** Runs a program of the project in this terminal and gives its exit code. */
export async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const [command, all] = program(file, args);
  const child = spawn(command, all, { stdio: 'inherit', env: { ...process.env, ...env }, cwd: project });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
