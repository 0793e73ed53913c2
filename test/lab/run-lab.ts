import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sshArguments } from '../../lab/commands/ssh.ts';

/** The lab as `make compiled` leaves it. */
export const labProgram = fileURLToPath(new URL('../../build/compiled/lab/main.js', import.meta.url));

/** How a lab command ended and what it said. */
export interface LabResult {
  readonly code: number | null;
  /** What ended it where it has no exit code. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a lab command as a person would. */
export function startLab(args: readonly string[], cwd?: string): ChildProcess {
  return spawn(process.execPath, [labProgram, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd });
}

/** Runs a lab command to its end. */
export function tryLab(...args: readonly string[]): Promise<LabResult> {
  return ended(startLab(args));
}

/** Runs a lab command that must succeed and gives what it printed. */
export async function lab(...args: readonly string[]): Promise<string> {
  const [command, ...rest] = args;
  const { code, signal, stdout, stderr } = await (command === 'ssh' ? ended(await startSsh(rest)) : tryLab(...args));
  if (code !== 0) throw new Error(`lab ${args.join(' ')} ended with ${code ?? signal}: ${stderr.trim()}`);
  return stdout.trim();
}

/** What `lab ssh` does, without the start of a whole program, which takes longer than most of what is asked of hosts. */
async function startSsh([host = '', ...command]: readonly string[]): Promise<ChildProcess> {
  return spawn('ssh', await sshArguments(host, command), { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for the end of a program. */
export async function ended(child: ChildProcess): Promise<LabResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}
