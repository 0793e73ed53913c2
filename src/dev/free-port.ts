import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { DevError } from './dev-error.ts';

/** Ports that Linux gives to no connection by itself: one that is free now is not taken a moment later by what connects somewhere. */
const quiet = { from: 15_000, to: 31_000 } as const;
const tries = 50;

/** Gives a loopback port that nothing listens on now. */
export async function freePort(): Promise<number> {
  for (let left = tries; left > 0; left -= 1) {
    const port = await listenOnce(randomInt(quiet.from, quiet.to)).catch((): undefined => undefined);
    if (port !== undefined) return port;
  }
  return listenOnce(0);
}

/** Throws where something listens on `port` of the loopback address; `option` is how another one is chosen. */
export async function requireFreePort(port: number, option: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (cause) {
    throw new DevError(`Port ${port} on this machine is in use`, {
      hint: `End what listens there, choose another port with \`${option}\`, or use a running Temporal server with \`--address\`.`,
      cause,
    });
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const used = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(used));
    });
  });
}
