import type { SshAccess } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import type { Shell } from '../shell/sh.ts';
import type { ConnectionPool, Lease } from './connection-pool.ts';
import { wrapScript } from './envelope.ts';
import { exchange } from './exchange.ts';
import type { Target } from './remote.ts';

/** Options of one script. */
export interface RunScript {
  /** Seconds after which it is given up, on the host too. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** True for a script that mostly waits: it takes one of the few places for such. */
  readonly waits?: boolean;
}

/** What a script wrote, in bytes, all of it. */
export interface ScriptEnding {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/**
 * Runs a script as root on standard input. A connection that turns out to be dead before the script was sent is
 * replaced once; after that its loss is the caller's matter. Errors: access codes, `connection-lost`, `time-limit`.
 */
export async function runScript(
  pool: ConnectionPool,
  target: Target,
  about: RunScript & { readonly script: Shell },
): Promise<ScriptEnding> {
  let sent = false;
  const onSend = (): void => {
    sent = true;
  };
  const once = async (): Promise<ScriptEnding> => {
    const { lease, give } = await pool.take(target, about.signal);
    try {
      const work = (): Promise<ScriptEnding> =>
        lease.sessions.run(() => perform(lease, { ...about, ssh: target.ssh, onSend }), about.signal);
      return await (about.waits ? lease.waits.run(work, about.signal) : work());
    } finally {
      give();
    }
  };
  try {
    return await once();
  } catch (error) {
    if (sent || !(error instanceof SlipwayError) || error.code !== 'connection-lost') throw error;
    return once();
  }
}

async function perform(
  lease: Lease,
  about: RunScript & { readonly ssh: SshAccess; readonly script: Shell; readonly onSend: () => void },
): Promise<ScriptEnding> {
  const { connection } = lease;
  const root = (await lease.rootShell(about.ssh)).start(about.seconds + 1);
  const envelope = wrapScript(about.script);
  const { seconds, signal, onSend } = about;
  const input = root.preamble + envelope.input;
  const { exit, ...streams } = await exchange(connection, { command: root.command, input, seconds, signal, onSend });
  const stdout = envelope.read(streams.stdout);
  const how = 'code' in exit ? `exit code ${exit.code}` : `SIG${exit.signal}`;
  if (!stdout) {
    const said = streams.stderr.toString('utf8').trim().split('\n').at(-1)?.slice(0, 300) || how;
    // A host that shuts down ends its sessions by a signal.
    throw new SlipwayError(
      'code' in exit ? 'step-failed' : 'connection-lost',
      `the script did not begin on ${connection.host}: ${said}`,
      { host: connection.host },
    );
  }
  // It was killed, as by a host that shuts down, or what it said last is still on its way.
  if (!('code' in exit) || !envelope.isWhole(streams.stdout))
    throw new SlipwayError(
      'connection-lost',
      `the script did not come to its end on ${connection.host} (${how}): the outcome is unknown`,
      { host: connection.host },
    );
  return { code: exit.code, stdout, stderr: envelope.read(streams.stderr) ?? Buffer.alloc(0) };
}
