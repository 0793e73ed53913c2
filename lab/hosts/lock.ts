import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

import type { Reporter } from '../content/progress.ts';
import { endAbandonedWork } from './work.ts';

// An abstract socket: the kernel takes it away with the process that holds it, however that ends.
const address = '\0slipway-lab';

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

async function acquire(report: Reporter): Promise<() => void> {
  for (let told = false; ; told = true) {
    const release = await tryAcquire();
    if (release) return release;
    if (!told) report.note('another lab command is at work; waiting for it to end');
    await untilReleased();
  }
}

/** Those who wait are connected to the holder, and see the connection close when it lets go or dies. */
async function tryAcquire(): Promise<(() => void) | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => waiting.delete(socket));
    socket.on('close', () => waiting.delete(socket));
  });
  if (!(await listens(server))) return undefined;
  return () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
}

function listens(server: Server): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(address, () => resolve(true));
  });
}

async function untilReleased(): Promise<void> {
  const socket = connect(address);
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'close');
}
