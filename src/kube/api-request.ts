import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Admission } from './kubeconfig.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below the server, already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: object;
  /** Of the body; default `application/json`. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Seconds without a byte after which the request is given up. Default 30. */
  readonly quietSeconds?: number;
}

/** An answer of which only the head has come. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: IncomingMessage;
  /** The connection itself, and what has come over it already, where the server switched protocols (101). */
  readonly switched?: { readonly socket: Duplex; readonly head: Buffer };
}

/** Sends requests over connections that are kept and used again. */
export interface Requester {
  send(request: ApiRequest): Promise<ApiAnswer>;
  close(): void;
}

/** Name in the certificate of every API server that kubeadm sets up, whatever the addresses. */
const serverName = 'kubernetes';

/** Opens a requester that reaches the API server of an admission by way of a port of this machine's loopback. */
export function openRequester({ server, ca, cert, key }: Admission, port: number): Requester {
  const secure = server.protocol === 'https:';
  const pem = (base64: string): Buffer => Buffer.from(base64, 'base64');
  const agent = secure
    ? new HttpsAgent({ ca: pem(ca), cert: pem(cert), key: pem(key), servername: serverName, keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  const open = secure ? httpsRequest : httpRequest;
  const base = `${server.protocol}//127.0.0.1:${port}`;

  const send = (request: ApiRequest): Promise<ApiAnswer> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', signal, quietSeconds = 30 } = request;
      const text = request.body === undefined ? undefined : JSON.stringify(request.body);
      const headers = headersOf(request, text);
      const sent: ClientRequest = open(`${base}${request.path}${searchOf(request)}`, {
        method,
        agent,
        headers,
        ...(signal ? { signal } : {}),
      });
      sent.on('response', (body) => resolve({ status: body.statusCode ?? 0, body }));
      sent.on('upgrade', (body, socket, head) => resolve({ status: 101, body, switched: { socket, head } }));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection may have ended just before it was used again. Every write of Slipway can be repeated, and
        // each round uses up a kept connection, so the last one goes over a new one.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(send(request));
        else reject(error);
      });
      sent.setTimeout(quietSeconds * 1000, () => sent.destroy(new Error(`no byte for ${quietSeconds} s`)));
      sent.end(text);
    });

  return { send, close: () => agent.destroy() };
}

function searchOf({ query }: ApiRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  return search.size > 0 ? `?${search.toString()}` : '';
}

function headersOf({ headers, contentType }: ApiRequest, text: string | undefined): Record<string, string | number> {
  const content =
    text === undefined
      ? {}
      : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) };
  return { accept: 'application/json', ...content, ...headers };
}

/** The whole body of an answer as text. */
export async function textOf({ body }: ApiAnswer): Promise<string> {
  body.setEncoding('utf8');
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}
