import type { Duplex } from 'node:stream';
import { openConnectionPool } from './connection-pool.ts';
import type { ConnectionPool, PoolOptions } from './connection-pool.ts';
import { acknowledgeJob, stopJob } from './control-job.ts';
import { followJob } from './follow-job.ts';
import type { Remote, Target } from './remote.ts';
import { runScript } from './run-script.ts';

/** Figures and surroundings of a Remote; what is left out has a default that fits. */
export type RemoteOptions = Partial<PoolOptions>;

const defaults: Omit<PoolOptions, 'environment'> = {
  dialSeconds: 2,
  handshakeSeconds: 15,
  keepaliveSeconds: 3,
  refusalSeconds: 20,
  busyMilliseconds: 1000,
  idleSeconds: 300,
};

const runSeconds = 60;

/** The way to hosts over SSH. One per process: connections are shared. `environment` is where secrets by variable are looked up. */
export function openRemote(options: RemoteOptions = {}): Remote {
  const pool = openConnectionPool({ environment: process.env, ...defaults, ...options });
  return {
    run: async (target, script, { seconds = runSeconds, signal } = {}) => {
      const began = performance.now();
      const { code, stdout, stderr } = await runScript(pool, target, { script, seconds, ...own(signal) });
      const milliseconds = performance.now() - began;
      return { code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8'), milliseconds };
    },
    follow: (target, job, { signal, ...follow } = {}) =>
      followJob(pool, { target, job }, { ...follow, ...own(signal) }),
    stop: (target, slot, fence) => stopJob(pool, target, { slot, fence }),
    acknowledge: (target, job, { forget = false } = {}) => acknowledgeJob(pool, { target, job }, { forget }),
    forward: (target, address, port) => forward(pool, target, { address, port }),
    close: () => pool.close(),
  };
}

/** A signal for one call: callers share theirs among many, and Node warns of more than ten listeners on one. */
function own(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal ? { signal: AbortSignal.any([signal]) } : {};
}

async function forward(
  pool: ConnectionPool,
  target: Target,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<Duplex> {
  const { lease, give } = await pool.take(target);
  try {
    const stream = await lease.connection.forward(address, port);
    const forget = lease.connection.onLost((error) => stream.destroy(error));
    stream.once('close', () => {
      forget();
      give();
    });
    return stream;
  } catch (error) {
    give();
    throw error;
  }
}
