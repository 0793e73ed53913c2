import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { DevError } from './dev-error.ts';
import { requireFreePort } from './free-port.ts';
import { killServer, launchServer, tailOf } from './server-process.ts';
import { awaitUnlocked, removeLock, writeLock } from './server-lock.ts';

/** How a server is started. */
export interface ServerOptions {
  readonly binary: string;
  /** The database file; log and lock lie beside it. */
  readonly db: string;
  readonly port: number;
  /** Without it there is no web UI. */
  readonly uiPort?: number;
  /** `false` leaves flushing to the kernel: faster, and only a crash of the machine can hurt. For tests. */
  readonly durable?: boolean;
  readonly signal?: AbortSignal;
}

/** A running Temporal server. */
export interface TemporalServer {
  readonly address: string;
  readonly uiAddress: string | undefined;
  readonly log: string;
  /** Settles when the server is gone, with a `DevError` where nobody asked for that and with nothing else. */
  readonly ended: Promise<DevError | undefined>;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

const ip = '127.0.0.1';

/** Starts a server on loopback and waits until it answers. Throws `DevError` with the server's last lines. */
export async function startTemporal(options: ServerOptions): Promise<TemporalServer> {
  await mkdir(dirname(options.db), { recursive: true });
  await awaitUnlocked(options.db);
  await requireFreePort(options.port, '--port');
  if (options.uiPort !== undefined) await requireFreePort(options.uiPort, '--ui-port');
  const address = `${ip}:${options.port}`;
  const log = `${options.db}.log`;
  const child = launchServer(options.binary, startArguments(options), log);
  let stopping = false;
  const ended = new Promise<DevError | undefined>((resolve) => {
    child.once('error', (cause) =>
      resolve(new DevError(`Cannot start ${options.binary}`, { hint: cause.message, cause })),
    );
    child.once('exit', (code) => void (stopping ? resolve(undefined) : crashed(code, log).then(resolve)));
  });
  const stop = async () => {
    stopping = true;
    child.stdin?.end();
    const force = setTimeout(() => killServer(child), 10_000);
    await ended;
    clearTimeout(force);
    await removeLock(options.db);
  };
  try {
    await writeLock(options.db, { owner: process.pid, server: child.pid ?? 0, address });
    const early = await Promise.race([answers(address, options.signal), ended]);
    if (early instanceof DevError) throw early;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    uiAddress: options.uiPort === undefined ? undefined : `http://${ip}:${options.uiPort}`,
    log,
    ended,
    stop,
  };
}

function startArguments(options: ServerOptions): string[] {
  const { db, port, uiPort } = options;
  const pragmas = ['journal_mode=WAL', `synchronous=${options.durable === false ? 'OFF' : 'NORMAL'}`];
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)];
  const fixed = ['server', 'start-dev', '--ip', ip, '--port', String(port), '--db-filename', db];
  return [...fixed, ...ui, ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma])];
}

/** Waits by gRPC's own reconnecting, which begins at a tenth of a second. */
async function answers(address: string, signal?: AbortSignal): Promise<undefined> {
  const connection = Connection.lazy({
    address,
    connectTimeout: '60s',
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 },
  });
  const aborted = new Promise<never>((_, reject) => {
    const stopped = () =>
      reject(new DevError('The start of the Temporal server was stopped', { hint: 'Start it again.' }));
    if (signal?.aborted) stopped();
    signal?.addEventListener('abort', stopped, { once: true });
  });
  try {
    await Promise.race([connection.ensureConnected(), aborted]);
  } finally {
    await connection.close();
  }
}

async function crashed(code: number | null, log: string): Promise<DevError> {
  return new DevError(`The Temporal server ended by itself with ${code === null ? 'a signal' : `exit code ${code}`}`, {
    hint: `Read the last lines of ${log}. A database made by a newer server cannot be opened: give another file with \`--db\`.`,
    tail: await tailOf(log),
  });
}
