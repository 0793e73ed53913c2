import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

import type { Reporter } from '../content/progress.ts';
import { endAbandonedWork } from './work.ts';

// An abstract socket: the kernel takes it away with the process that holds it, however that ends.
const labAddress = '\0slipway-lab';

/** Runs work that changes the lab while no other process does; waits for the other one to end first. */
export async function withLock<T>(report: Reporter, work: () => Promise<T>): Promise<T> {
  const release = await acquire(report);
  try {
    await endAbandonedWork();
    return await work();
  } finally {
    release();
  }
}

/** Waits until nobody else holds the lock; gives what lets it go. */
export async function acquire(report: Pick<Reporter, 'note'>, address = labAddress): Promise<() => void> {
  for (let told = false; ; told = true) {
    const release = await tryAcquire(address);
    if (release) return release;
    if (!told) report.note('another lab command is at work; waiting for it to end');
    await untilReleased(address);
  }
}

/** Those who wait are connected to the holder, and see the connection close when it lets go or dies. */
async function tryAcquire(address: string): Promise<(() => void) | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => waiting.delete(socket));
    socket.on('close', () => waiting.delete(socket));
  });
  if (!(await listens(server, address))) return undefined;
  return () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
}

function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(address, () => resolve(true));
  });
}

/** Where the holder has let go before the connection was made, that fails, and closes it all the same. */
function untilReleased(address: string): Promise<void> {
  const socket = connect(address);
  socket.on('error', () => undefined);
  socket.resume();
  return new Promise((resolve) => {
    socket.on('close', () => resolve());
  });
}
