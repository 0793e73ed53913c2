import { Writable } from 'node:stream';
import { Exec } from '@kubernetes/client-node';
import type { KubeConfig, V1Status } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import type { Shell } from '../shell/sh.ts';
import { refusalFor } from './api-error.ts';
import type { Asked } from './api-error.ts';

/** A script to run in a container by its own `sh`. */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly script: Shell;
  readonly signal?: AbortSignal | undefined;
  /** Seconds after which the script is given up. Default 120. */
  readonly seconds?: number;
}

/** How it ended. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Output beyond this is refused. */
const limitBytes = 1_048_576;

/** A script that was let into a pod and did not end as it must: that says something of the pod and its node, not of the way there. */
export class ScriptError extends SlipwayError {}

/**
 * Runs a script in a container through the Kubernetes API. Errors: `ScriptError`, and any other where the connection was not made or ended
 * before the script did.
 */
export async function execIn(config: KubeConfig, request: ExecRequest, host: string): Promise<ExecResult> {
  const { namespace, pod, container, script, signal, seconds = 120 } = request;
  const timeLimit = AbortSignal.timeout(seconds * 1000);
  const ended = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit;
  const [stdout, stderr] = [collector(pod), collector(pod)];
  const command = ['sh', '-c', script.text];
  const asked = { request: `exec in ${pod}`, host };
  let stop = (): void => undefined;
  let close = (): void => undefined;
  let isOpen = false;
  let over = false;

  try {
    const status = await new Promise<V1Status>((resolve, reject) => {
      stop = () => reject(timeLimit.aborted ? tooLong() : ended.reason);
      ended.addEventListener('abort', stop, { once: true });
      if (ended.aborted) return stop();
      stdout.stream.once('error', reject);
      stderr.stream.once('error', reject);
      const open = async (): Promise<void> => {
        const socket = await new Exec(config).exec(
          namespace,
          pod,
          container,
          command,
          stdout.stream,
          stderr.stream,
          null,
          false,
          resolve,
        );
        socket.once('close', () => reject(new Error('the connection closed before the script had ended')));
        close = () => socket.terminate();
        isOpen = true;
        if (over) close();
      };
      open().catch((error: unknown) => reject(openingError(error, asked)));
    });
    return { code: codeOf(status, asked), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    over = true;
    ended.removeEventListener('abort', stop);
    close();
  }

  function tooLong(): Error {
    if (!isOpen) return new Error(`exec was not answered in ${seconds} s`);
    return new ScriptError('time-limit', `the script in ${pod} did not end in ${seconds} s`);
  }
}

function collector(pod: string): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      if (size > limitBytes) {
        return done(new ScriptError('step-failed', `the script in ${pod} wrote more than ${limitBytes} bytes`));
      }
      chunks.push(chunk);
      done();
    },
  });
  const text = (): string => {
    // The end of the script may be told sooner than the stream tells its error.
    if (stream.errored) throw stream.errored;
    return Buffer.concat(chunks).toString('utf8');
  };
  return { stream, text };
}

/**
 * Why a WebSocket could not be opened. What the client rejects with is an event that carries the whole request, key
 * included: only its words go on. A refusal is among them, as a number.
 */
function openingError(event: unknown, asked: Asked): Error {
  if (event instanceof Error || typeof event !== 'object' || event === null) return asError(event);
  const error = asError('error' in event ? event.error : undefined);
  const status = /^Unexpected server response: (\d+)/.exec(error.message)?.[1];
  return status ? refusalFor(Number(status), '', asked) : error;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the connection could not be opened');
}

// A Status of failure carries the exit code as the cause `ExitCode`; without one the program did not start, which is an answer too.
function codeOf({ status, code: http, details, message }: V1Status, asked: Asked): number {
  if (status === 'Success') return 0;
  const code = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message;
  if (code === undefined) throw refusalFor(http ?? 500, message ?? 'the script could not be started', asked);
  return Number(code);
}
