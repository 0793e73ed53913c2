import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program on this terminal and takes over its exit code. */
export async function attached(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  await once(child, 'close');
  process.exitCode = child.exitCode ?? 1;
}
