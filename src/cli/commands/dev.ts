import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import type { WorkerConfig } from '../../config.ts';
import { stateDirectory } from '../../dev/directories.ts';
import { findTemporal } from '../../dev/find-temporal.ts';
import { prepareNamespace } from '../../dev/prepare-namespace.ts';
import { startTemporal, type TemporalServer } from '../../dev/temporal-server.ts';
import { uiPortFor } from '../../dev/ui-port.ts';
import { taskQueue } from '../../model/names.ts';
import { buildReporter } from '../build-reporter.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { listenForStop } from '../stop.ts';
import { print, printJson, type Terminal } from '../terminal.ts';

interface DevOptions {
  readonly db?: string;
  readonly port: number;
  readonly uiPort?: number;
  readonly worker: boolean;
  readonly prepare?: boolean;
}

/** Days that finished builds can be read. */
const retentionDays = 90;

/** The namespace that the embedded server has from the start. */
const defaultNamespace = 'default';

const help = `
Starts all that a build needs on this machine: a Temporal server with a database
file and its web UI, and a worker. Ctrl-C ends all of it; a later start
continues the builds where they were.
With --address the server named there is used, and only the worker is started.
The server is the \`temporal\` program on PATH; without one it is built once from
source (Go 1.26 or later; some minutes), and kept in the cache.

Examples:
  slipway dev
  slipway dev --db ./builds.db --port 7400
  slipway dev -o json            one line of JSON once everything runs

${exitCodeHelp}`;

/** `slipway dev`. */
export function devCommand(perform: Perform): Command {
  return new Command('dev')
    .summary('run Temporal and a worker on this machine')
    .description('Run a Temporal server and a worker on this machine.')
    .option('--db <file>', 'database file (default: temporal.db in the state directory)')
    .option('--port <port>', 'port of the Temporal server', port, 7233)
    .option('--ui-port <port>', 'port of the web UI (default: the one above plus 1000)', port)
    .option('--no-worker', 'only the server')
    .option('--prepare', 'only make sure that there is a server program, building it where needed, and return')
    .addHelpText('after', help)
    .action((options: DevOptions, command: Command) => perform(command, (call) => dev(call, options)));
}

async function dev(call: Call, options: DevOptions): Promise<number> {
  const { terminal } = call;
  const stop = listenForStop();
  if (options.prepare) return prepareProgram(call, stop);
  let server: TemporalServer | undefined;
  // The worker's modules take about as long to load as the server takes to start.
  const worker = options.worker ? import('../../worker.ts') : undefined;
  worker?.catch(() => undefined);
  try {
    if (!call.flags.address) server = await startServer(terminal, options, stop.signal);
    const address = server?.address ?? call.flags.address ?? '';
    if (server) await prepare(server.address);
    const onRunning = (): void => announce(call, { address, server, worker: options.worker });
    await runBeside(server, stop.signal, (signal) => run(call, { address, worker, signal, onRunning }));
    return exitCodes.done;
  } finally {
    if (server) {
      print(terminal.stderr, 'Ending the Temporal server …');
      await server.stop();
    }
    stop.close();
  }
}

async function prepareProgram({ terminal, json }: Call, stop: ReturnType<typeof listenForStop>): Promise<number> {
  try {
    const { path } = await findTemporal({ env: terminal.env, signal: stop.signal, ...buildReporter(terminal) });
    if (json) printJson(terminal, { path });
    else print(terminal.stdout, path);
    return exitCodes.done;
  } finally {
    stop.close();
  }
}

async function startServer(terminal: Terminal, options: DevOptions, signal: AbortSignal): Promise<TemporalServer> {
  const { path } = await findTemporal({ env: terminal.env, signal, ...buildReporter(terminal) });
  const db = options.db ? resolve(terminal.cwd, options.db) : join(stateDirectory(terminal.env), 'temporal.db');
  return startTemporal({
    binary: path,
    db,
    port: options.port,
    uiPort: options.uiPort ?? uiPortFor(options.port),
    signal,
  });
}

/**
 * Works as long as the server lives. Where the server ends by itself, the work is ended too before its last lines are
 * thrown: a worker left behind would find the next server on this port and act beside that one's own.
 */
async function runBeside(
  server: TemporalServer | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const working = work(AbortSignal.any([signal, over.signal]));
  try {
    await Promise.race([working, ...(server ? [failIfItEnds(server)] : [])]);
  } finally {
    over.abort();
    await Promise.allSettled([working]);
  }
}

async function failIfItEnds(server: TemporalServer): Promise<void> {
  const error = await server.ended;
  if (error) throw error;
}

async function prepare(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await prepareNamespace(connection, { namespace: defaultNamespace, retentionDays });
  } finally {
    await connection.close();
  }
}

function announce(call: Call, about: { address: string; server: TemporalServer | undefined; worker: boolean }): void {
  const { address, server, worker } = about;
  const { stdout } = call.terminal;
  const uiAddress = server?.uiAddress;
  if (call.json)
    return print(stdout, JSON.stringify({ address, uiAddress: uiAddress ?? null, log: server?.log ?? null, worker }));
  print(stdout, [
    `Temporal   ${address}${server ? '' : ' (running already)'}`,
    ...(uiAddress ? [`Web UI     ${uiAddress}`] : []),
    ...(server ? [`Log        ${server.log}`] : []),
    worker ? `Worker     in this process, task queue ${taskQueue}` : 'Worker     none: start one with `slipway worker`',
    'Ctrl-C ends all of it; a later start continues the builds.',
  ]);
}

interface Work {
  readonly address: string;
  /** Its modules, on their way; undefined where there is to be none. */
  readonly worker: Promise<{ readonly runWorker: (config: WorkerConfig) => Promise<void> }> | undefined;
  readonly signal: AbortSignal;
  readonly onRunning: () => void;
}

async function run(call: Call, { address, worker, signal, onRunning }: Work): Promise<void> {
  if (!worker) {
    onRunning();
    return untilAborted(signal);
  }
  const { runWorker } = await worker;
  await runWorker({
    address,
    namespace: call.flags.namespace ?? defaultNamespace,
    taskQueue,
    signal,
    logLevel: 'warn',
    onRunning,
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return value;
}
