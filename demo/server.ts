import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { files, output, project } from './paths.ts';
import { commandLine, run } from './run.ts';

/** Ports of the demo's Temporal: not the usual ones, so that a server of your own goes on undisturbed. */
export const ports = { port: 7533, uiPort: 8533 } as const;

const announced = z.object({ address: z.string(), uiAddress: z.string() });
const running = announced.extend({ pid: z.number() });

/** A running `slipway dev`. */
export type Server = Readonly<z.infer<typeof running>>;

/** The server that an earlier demo has left up; undefined where its process is gone. */
export function runningServer(): Server | undefined {
  try {
    const server = running.parse(JSON.parse(readFileSync(files.server, 'utf8')));
    const command = readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
    return command.includes('dist/src/cli/main.js') ? server : undefined;
  } catch {
    return undefined;
  }
}

/** Starts Temporal and a worker by `slipway dev` in the background, having built Temporal where it must; resolves when it answers. */
export async function startServer(ports: { readonly port: number; readonly uiPort: number }): Promise<Server> {
  const known = runningServer();
  if (known) return known;
  // In this terminal, where the progress of a build shows.
  if ((await run('slipway', ['dev', '--prepare'])) !== 0) throw new Error('there is no Temporal server to start');
  mkdirSync(output, { recursive: true });
  // The builds of an earlier server are about hosts that are gone; one that was still going on would start again on these.
  for (const file of readdirSync(output).filter((name) => name.startsWith('temporal.db'))) rmSync(join(output, file));
  writeFileSync(files.serverLog, '');
  const log = openSync(files.serverLog, 'a');
  const [command, args] = commandLine('slipway', [
    'dev',
    '-o',
    'json',
    '--db',
    files.database,
    '--port',
    String(ports.port),
    '--ui-port',
    String(ports.uiPort),
  ]);
  const child = spawn(command, args, { cwd: project, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const answer = await announcement(child.pid ?? 0, once(child, 'exit'));
  const server: Server = { pid: child.pid ?? 0, ...answer };
  writeFileSync(files.server, JSON.stringify(server));
  child.unref();
  return server;
}

/** Ends the server as Ctrl-C would and waits until it is gone. */
export async function stopServer(server: Server): Promise<void> {
  if (runningServer()) process.kill(server.pid, 'SIGINT');
  while (runningServer()) await new Promise((resolve) => setTimeout(resolve, 100));
  rmSync(files.server, { force: true });
}

type Announced = Omit<Server, 'pid'>;

function announcement(pid: number, exited: Promise<unknown>): Promise<Announced> {
  return new Promise((resolve, reject) => {
    const watcher = watch(files.serverLog, look);
    const done = (act: () => void): void => {
      watcher.close();
      act();
    };
    function look(): void {
      const line = readFileSync(files.serverLog, 'utf8')
        .split('\n')
        .find((text) => text.startsWith('{"address"'));
      if (!line) return;
      const { address, uiAddress } = announced.parse(JSON.parse(line));
      done(() => resolve({ address, uiAddress }));
    }
    const ended = async (): Promise<void> => {
      await exited;
      const log = readFileSync(files.serverLog, 'utf8').slice(-2000);
      done(() => reject(new Error(`slipway dev (${pid}) ended; see ${files.serverLog}:\n${log}`)));
    };
    void ended();
    look();
  });
}
