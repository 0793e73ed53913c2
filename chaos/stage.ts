import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fleetOf } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import { serverIn } from './server.ts';
import type { Server } from './server.ts';
import type { Site } from './site.ts';

/** All that a build needs, each part a process that can be killed alone. */
export interface Stage {
  readonly site: Site;
  readonly server: Server;
  readonly workers: Fleet;
  /** Those who started the build and watch it. */
  readonly clients: Fleet;
  /** Runs until the end of the stage. */
  readonly end: () => Promise<void>;
}

/** Starts Temporal and a worker; the client that starts the build comes when it is told to. */
export async function openStage(site: Site, folder: string): Promise<Stage> {
  const server = serverIn(folder, await freePort());
  const spec = join(folder, 'cluster.yaml');
  const address = ['--address', server.address];
  const workers = fleetOf({
    program: 'slipway',
    args: ['worker', ...address],
    log: join(folder, 'worker.log'),
    restart: true,
  });
  const clients = fleetOf({
    program: 'slipway',
    args: ['apply', '-f', spec, '-o', 'json', ...address],
    log: join(folder, 'client.log'),
    restart: false,
  });
  await server.start();
  workers.start();
  return {
    site,
    server,
    workers,
    clients,
    end: async () => {
      await clients.clear();
      await workers.clear();
      await server.stop();
    },
  };
}

/**
 * A port with nothing on it: one that Linux gives to no connection by itself, so that it is still free when a killed server comes back.
 * The web UI takes the one a thousand above.
 */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const port = randomInt(15_000, 31_000);
    const probe = createServer();
    probe.once('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}
