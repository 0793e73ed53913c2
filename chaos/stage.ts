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

/** A port with nothing on it, nor on the one a thousand above, which the web UI takes. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => (port > 1024 && port < 64_000 ? resolve(port) : resolve(freePort())));
    });
  });
}
