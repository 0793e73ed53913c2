import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import { begin } from './command.ts';

/** Temporal, as `slipway dev --no-worker` runs it on one database file. */
export interface Server {
  readonly address: string;
  /** Starts it and waits until it answers. */
  readonly start: () => Promise<void>;
  /** Kills the server itself with SIGKILL; `slipway dev` sees that and ends. */
  readonly kill: () => Promise<void>;
  /** Ends it as Ctrl-C does. */
  readonly stop: () => Promise<void>;
}

const lock = z.object({ server: z.number() });

/** A server that is not started yet. Database and log lie in the folder. */
export function serverIn(folder: string, port: number): Server {
  const db = join(folder, 'temporal.db');
  const log = join(folder, 'server.log');
  const args = ['dev', '--no-worker', '-o', 'json', '--db', db, '--port', `${port}`, '--ui-port', `${port + 1000}`];
  let child: ReturnType<typeof begin> | undefined;

  const gone = async (): Promise<void> => {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    child = undefined;
  };

  return {
    address: `127.0.0.1:${port}`,
    start: async () => {
      const from = sizeOf(log);
      const started = begin('slipway', args, log);
      child = started;
      while (!readFileSync(log).subarray(from).includes('{"address"')) {
        if (started.exitCode !== null) throw new Error(`slipway dev ended with ${started.exitCode}: see ${log}`);
        await after(50);
      }
    },
    kill: async () => {
      // The server and its keeper are a process group of their own, which the lock beside the database names.
      const { server } = lock.parse(JSON.parse(readFileSync(`${db}.lock`, 'utf8')));
      process.kill(-server, 'SIGKILL');
      await gone();
    },
    stop: async () => {
      child?.kill('SIGINT');
      await gone();
    },
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
