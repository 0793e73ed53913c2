import type { V1Status } from '@kubernetes/client-node';
import type { Shell } from '../shell/sh.ts';
import { refusal } from './api-error.ts';
import { textOf } from './api-request.ts';
import type { Requester } from './api-request.ts';
import { paths } from './paths.ts';
import { messagesOf, openingHandshake } from './web-socket.ts';

/** A script to run in a container by its own `sh`. */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly script: Shell;
  readonly signal?: AbortSignal | undefined;
}

/** How it ended. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The remote command protocol over WebSockets: the first byte of a message names its channel. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const stdoutChannel = 1;
const stderrChannel = 2;
const statusChannel = 3;

/** Output beyond this is refused. */
const limitBytes = 1_048_576;

/** Runs a script in a container through the Kubernetes API. Rejects where the connection ends before the script does. */
export async function execIn(requester: Requester, request: ExecRequest, host: string): Promise<ExecResult> {
  const { namespace, pod, container, script, signal } = request;
  const handshake = openingHandshake(protocols);
  const answer = await requester.send({
    path: `${paths.pods(namespace)}/${encodeURIComponent(pod)}/exec`,
    query: { container, stdout: true, stderr: true, command: ['sh', '-c', script.text] },
    headers: handshake.headers,
    signal,
  });
  if (!answer.switched) throw refusal(answer.status, await textOf(answer), { request: `exec in ${pod}`, host });
  const { socket, head } = answer.switched;
  const stop = (): void => void socket.destroy(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (!handshake.accepts(answer.body.headers['sec-websocket-accept'])) {
      throw new Error('the server answered another handshake');
    }
    const output: Record<number, Buffer[]> = { [stdoutChannel]: [], [stderrChannel]: [] };
    let size = 0;
    for await (const message of messagesOf(socket, head)) {
      const [channel, data] = [message[0] ?? 0, message.subarray(1)];
      if (channel === statusChannel) {
        const text = (of: number): string => Buffer.concat(output[of] ?? []).toString('utf8');
        return { code: codeOf(data.toString('utf8')), stdout: text(stdoutChannel), stderr: text(stderrChannel) };
      }
      size += data.length;
      if (size > limitBytes) throw new Error(`the script in ${pod} wrote more than ${limitBytes} bytes`);
      output[channel]?.push(data);
    }
    throw new Error('the connection closed before the script had ended');
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
  }
}

// A Status of failure carries the exit code as the cause `ExitCode`; without one the program did not start.
function codeOf(text: string): number {
  const status: V1Status = JSON.parse(text);
  if (status.status === 'Success') return 0;
  const code = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message;
  if (code === undefined) throw new Error(status.message ?? 'the script could not be started');
  return Number(code);
}
