import type { SshAccess } from '../model/cluster.ts';
import type { Connection } from './connection.ts';
import { endpointKey, endpointOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { openLimiter } from './limiter.ts';
import type { Limiter } from './limiter.ts';
import { openLogin } from './login.ts';
import type { LoginOptions } from './login.ts';
import type { Target } from './remote.ts';
import { becomeRoot } from './root-shell.ts';
import type { RootShell } from './root-shell.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Figures of the pool. */
export interface PoolOptions extends LoginOptions {
  /** Seconds after which a connection that nobody uses is closed. */
  readonly idleSeconds: number;
}

/** A shared connection with what belongs to it. */
export interface Lease {
  readonly connection: Connection;
  /** At most five sessions: OpenSSH allows ten, and frees one only after the client saw its end. */
  readonly sessions: Limiter;
  /** Sessions that wait for a job: fewer, so that quick commands never stand behind them. */
  readonly waits: Limiter;
  /** How root is become on this connection with that secret of sudo; found out once. */
  readonly rootShell: (ssh: SshAccess) => Promise<RootShell>;
}

/** One connection per host and way to it, made when it is needed. */
export interface ConnectionPool {
  /** Lends the connection until `give` is called. Errors: access codes. */
  take(target: Target, signal?: AbortSignal): Promise<{ readonly lease: Lease; readonly give: () => void }>;
  /** Ends all connections; nothing can be taken afterwards. */
  close(): Promise<void>;
}

interface Entry {
  readonly lease: Lease;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** A pool without connections. */
export function openConnectionPool(options: PoolOptions): ConnectionPool {
  const login = openLogin(options);
  const entries = new Map<string, Promise<Entry>>();
  let closed = false;

  const give = (entry: Entry): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.idle = setTimeout(() => void entry.lease.connection.end(), options.idleSeconds * 1000);
    entry.idle.unref();
  };

  const take = async (endpoint: Endpoint, target: Target): Promise<Entry> => {
    if (closed) throw new Error('this Remote was closed');
    const key = endpointKey(endpoint);
    const pending = entries.get(key) ?? establish(endpoint, target, key);
    const entry = await pending;
    // It may have ended between its login and now, without the listener having run.
    if (!entry.lease.connection.alive) return take(endpoint, target);
    clearTimeout(entry.idle);
    entry.users += 1;
    return entry;
  };

  const establish = (endpoint: Endpoint, target: Target, key: string): Promise<Entry> => {
    const pending = make(endpoint, target);
    entries.set(key, pending);
    const forget = (): void => {
      if (entries.get(key) === pending) entries.delete(key);
    };
    pending.then(({ lease }) => lease.connection.onLost(forget), forget);
    return pending;
  };

  const make = async (endpoint: Endpoint, target: Target): Promise<Entry> => {
    const outer = endpoint.via ? await take(endpoint.via, target) : undefined;
    try {
      const connection = await login(endpoint, outer?.lease.connection);
      if (outer) connection.onLost(() => give(outer));
      if (closed) connection.lose('this Remote was closed');
      return { lease: leaseOf(connection, options), users: 0, idle: undefined };
    } catch (error) {
      if (outer) give(outer);
      throw error;
    }
  };

  return {
    take: async (target, signal) => {
      signal?.throwIfAborted();
      const taking = take(endpointOf(target), target);
      // Whoever no longer waits must not keep the connection busy.
      const entry = await (signal ? unlessAborted(taking, signal, give) : taking);
      return { lease: entry.lease, give: () => give(entry) };
    },
    close: async () => {
      closed = true;
      const end = ({ lease }: Entry): Promise<void> => lease.connection.end();
      await Promise.all([...entries.values()].map((pending) => pending.then(end, () => undefined)));
    },
  };
}

function leaseOf(connection: Connection, { environment }: PoolOptions): Lease {
  // A login is shared by specs that differ in the secret of sudo; what one may become with it, the other may not.
  const roots = new Map<string, Promise<RootShell>>();
  return {
    connection,
    sessions: openLimiter(5),
    waits: openLimiter(3),
    rootShell: (ssh) => {
      const secret = JSON.stringify(ssh.sudo ?? '');
      const root = roots.get(secret) ?? becomeRoot(connection, { ssh, environment });
      roots.set(secret, root);
      // A corrected password or sudoers file counts at the next try.
      root.catch(() => {
        if (roots.get(secret) === root) roots.delete(secret);
      });
      return root;
    },
  };
}
