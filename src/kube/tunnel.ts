import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Remote, Target } from '../remote/remote.ts';

/** A port of this machine's loopback that leads to a port of a host. */
export interface Tunnel {
  readonly port: number;
  /** Why the last connection through it could not be made; undefined after one that could. */
  trouble(): unknown;
  close(): Promise<void>;
}

/**
 * Opens a tunnel to `port` on the host's own loopback. Each local connection becomes a channel of its own, so a lost
 * SSH connection costs only what was under way: the next one goes over a new connection.
 */
export async function openTunnel(remote: Remote, target: Target, port: number): Promise<Tunnel> {
  const open = new Set<Socket | Duplex>();
  let trouble: unknown;

  const keep = (stream: Socket | Duplex): void => {
    open.add(stream);
    stream.once('close', () => open.delete(stream));
  };

  const carry = async (socket: Socket): Promise<void> => {
    keep(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    try {
      const channel = await remote.forward(target, '127.0.0.1', port);
      trouble = undefined;
      join(socket, channel);
      keep(channel);
    } catch (error) {
      trouble = error;
      socket.destroy();
    }
  };

  // Half-open sockets stay open: the end of a request is not the end of its answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => void carry(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');

  return {
    port: address.port,
    trouble: () => trouble,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const stream of open) stream.destroy();
      }),
  };
}

function join(socket: Socket, channel: Duplex): void {
  socket.once('close', () => channel.destroy());
  channel.once('close', () => socket.destroy());
  channel.on('error', () => socket.destroy());
  if (socket.destroyed) {
    channel.destroy();
    return;
  }
  socket.pipe(channel);
  channel.pipe(socket);
}
