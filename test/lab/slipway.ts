import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run as runCommand } from '../../src/cli/run.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { captureTerminal } from '../support/captured-terminal.ts';

/** Slipway as it is installed: it starts in a third of the time that its source takes. */
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** How a command of Slipway ended and what it said. */
export interface SlipwayResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Temporal and a worker for one suite, as `slipway dev` runs them. */
export interface DevServer {
  /** `host:port` of Temporal. */
  readonly address: string;
  /** Runs a command against it, to its end. */
  readonly slipway: (...args: readonly string[]) => Promise<SlipwayResult>;
  /** Everything that the worker and the server have written so far. */
  readonly logs: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A command in this process: the start of a program of its own takes longer than most commands. */
async function run(args: readonly string[]): Promise<SlipwayResult> {
  const { terminal, out, err } = captureTerminal({ cwd: process.cwd() });
  const code = await runCommand(args, { ...terminal, env: process.env });
  return { code, stdout: out(), stderr: err() };
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}

/** A worker in a process of its own, to be killed in the middle. */
export interface WorkerProcess {
  readonly kill: () => Promise<void>;
}

/** Starts `slipway worker` against a server that runs. It asks for work a few seconds later. */
export function startWorker(address: string): WorkerProcess {
  const child = start(['worker', '--address', address]);
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await gone(child);
    },
  };
}

/** Waits for the end of a process, also of one that has ended already, and so would never tell. */
async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
}

/** Starts `slipway dev` with a database in that folder, which is made and at the end removed. Without a worker it is Temporal alone. */
export async function startDev(
  folder: string,
  { worker = true }: { readonly worker?: boolean } = {},
): Promise<DevServer> {
  await mkdir(folder, { recursive: true });
  const ports = ['--port', String(await freePort()), '--ui-port', String(await freePort())];
  const alone = worker ? [] : ['--no-worker'];
  const child = start(['dev', '-o', 'json', '--db', `${folder}/temporal.db`, ...alone, ...ports]);
  const said = textOf(child.stderr);
  if (!child.stdout) throw new Error('standard output is a pipe');
  const [line]: unknown[] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'close').then(() => Promise.reject(new Error(`slipway dev ended: ${said()}`))),
  ]);
  const announced: { readonly address: string; readonly log: string } = JSON.parse(String(line));
  return {
    address: announced.address,
    slipway: (...args) => run([...args, '--address', announced.address]),
    logs: async () => said() + (await readFile(announced.log, 'utf8')),
    stop: async () => {
      child.kill('SIGINT');
      await gone(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
