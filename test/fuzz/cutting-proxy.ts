import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** When a connection is cut: after so many bytes in one direction, after so many milliseconds, or never. */
export type Cut =
  | { readonly after: 'sent' | 'received'; readonly bytes: number }
  | { readonly after: 'time'; readonly milliseconds: number }
  | undefined;

/** A way to a host that breaks. */
export interface CuttingProxy {
  readonly port: number;
  /** Connections made, connections that were cut, and bytes that arrived in each direction. */
  readonly seen: { connections: number; cuts: number; sent: number; received: number };
  /** Cuts everything that is open, as the death of the process at this end does. */
  cutAll(): void;
  close(): void;
}

/** Listens on the loopback and leads to `port` of `address`; `plan` is asked once per connection, with its number. */
export async function openCuttingProxy(
  { address, port }: { readonly address: string; readonly port: number },
  plan: (connection: number) => Cut,
): Promise<CuttingProxy> {
  const seen: CuttingProxy['seen'] = { connections: 0, cuts: 0, sent: 0, received: 0 };
  const open = new Set<() => void>();
  const server = createServer((near) => {
    const cut = plan(seen.connections);
    seen.connections += 1;
    const far = connect({ host: address, port, noDelay: true });
    const end = (): void => {
      clearTimeout(timer);
      open.delete(end);
      near.destroy();
      far.destroy();
    };
    const breakOff = (): void => {
      seen.cuts += 1;
      end();
    };
    const timer = cut?.after === 'time' ? setTimeout(breakOff, cut.milliseconds) : undefined;
    open.add(end);
    near.setNoDelay(true);
    const limit = (direction: 'sent' | 'received'): number => (cut?.after === direction ? cut.bytes : Infinity);
    const each = (direction: 'sent' | 'received') => ({
      limit: limit(direction),
      onBytes: (bytes: number) => (seen[direction] += bytes),
      breakOff,
      end,
    });
    carry(near, far, each('sent'));
    carry(far, near, each('received'));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (typeof bound !== 'object' || !bound) throw new Error('a TCP server has a port');
  return {
    port: bound.port,
    seen,
    cutAll: () => [...open].forEach((end) => end()),
    close: () => {
      server.close();
      [...open].forEach((end) => end());
    },
  };
}

/** Carries bytes until the limit; what comes after it is never seen at the other side. */
function carry(
  from: Socket,
  to: Socket,
  about: {
    readonly limit: number;
    readonly onBytes: (bytes: number) => void;
    readonly breakOff: () => void;
    readonly end: () => void;
  },
): void {
  let carried = 0;
  from.on('data', (chunk: Buffer) => {
    const rest = about.limit - carried;
    carried += chunk.length;
    about.onBytes(Math.min(rest, chunk.length));
    if (chunk.length < rest) {
      to.write(chunk);
      return;
    }
    // What is before the cut must arrive, so the socket is ended only once it is written.
    to.write(chunk.subarray(0, rest), about.breakOff);
    from.pause();
  });
  from.on('error', about.end);
  from.on('close', about.end);
}
