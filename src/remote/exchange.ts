import type { ClientChannel } from 'ssh2';
import { SlipwayError } from '../model/failure.ts';
import { backoff, pause } from './backoff.ts';
import type { Connection } from './connection.ts';
import { abortReason, errorField } from './error-facts.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Bytes that one command may write before it is given up. */
const outputLimit = 8 * 1024 * 1024;
/** Silence after the exit of a command that counts as the end of its output: a daemon that keeps the pipe open must not hold us. */
const lingerMilliseconds = 2000;
/** SSH_OPEN_CONNECT_FAILED of RFC 4254: what OpenSSH says when MaxSessions is reached. Nothing ran. */
const noSessionFree = 2;

/** One command with its standard input. */
export interface Exchange {
  readonly command: string;
  readonly input: string;
  /** Seconds for everything, from the opening of the channel to the end. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Called when the input is about to be sent: before that, nothing can have happened on the host. */
  readonly onSend?: () => void;
}

/** How a command ended. There is no third way: a command without an exit event throws `connection-lost`. */
export interface Ending {
  readonly exit: { readonly code: number } | { readonly signal: string };
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Runs a command on a channel of its own. Errors: `connection-lost`, `time-limit`, the signal's reason. */
export async function exchange(connection: Connection, about: Exchange): Promise<Ending> {
  const limit = new AbortController();
  const { host } = connection;
  const timer = setTimeout(() => {
    limit.abort(new SlipwayError('time-limit', `a command did not end within ${about.seconds} s`, { host }));
  }, about.seconds * 1000);
  const signal = about.signal ? AbortSignal.any([about.signal, limit.signal]) : limit.signal;
  try {
    signal.throwIfAborted();
    const channel = await open(connection, about.command, signal);
    about.onSend?.();
    return await converse(connection, channel, { input: about.input, signal });
  } finally {
    clearTimeout(timer);
  }
}

async function open(connection: Connection, command: string, signal: AbortSignal): Promise<ClientChannel> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await unlessAborted(connection.exec(command), signal, (late) => late.close());
    } catch (error) {
      if (errorField(error, 'reason') !== noSessionFree) throw error;
      await pause(backoff(attempt, 10, 1000), signal);
    }
  }
}

function converse(
  connection: Connection,
  channel: ClientChannel,
  { input, signal }: { readonly input: string; readonly signal: AbortSignal },
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    let exit: Ending['exit'] | undefined;
    let linger: NodeJS.Timeout | undefined;

    const settle = (): void => {
      clearTimeout(linger);
      forget();
      signal.removeEventListener('abort', abort);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
      channel.close();
    };
    const finish = (): void => {
      settle();
      if (exit) return resolve({ exit, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
      const message = `the connection to ${connection.host} gave no exit status: the outcome is unknown`;
      return reject(new SlipwayError('connection-lost', message, { host: connection.host }));
    };
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      linger?.refresh();
      if (size <= outputLimit) chunks.push(chunk);
      else fail(new SlipwayError('step-failed', 'a command wrote more than 8 MiB', { host: connection.host }));
    };
    const abort = (): void => fail(abortReason(signal));

    const forget = connection.onLost(fail);
    signal.addEventListener('abort', abort, { once: true });
    channel.on('error', fail);
    channel.on('data', keep(stdout));
    channel.stderr.on('data', keep(stderr));
    const note = (code: number | null | undefined, name?: string): void => {
      if (code === undefined) return;
      exit = code === null ? { signal: (name ?? 'unknown').replace(/^SIG/, '') } : { code };
    };
    channel.on('exit', (code: number | null, name?: string) => {
      note(code, name);
      linger = setTimeout(() => {
        finish();
        channel.close();
      }, lingerMilliseconds);
    });
    // A command that ends at once may have told its end before anyone listened; ssh2 repeats it here.
    channel.on('close', (code: number | null | undefined, name?: string) => {
      note(code, name);
      finish();
    });
    channel.end(input);
  });
}
