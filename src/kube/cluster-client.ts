import type { Remote, Target } from '../remote/remote.ts';
import { hasStatus, isStale, refusal, unanswered } from './api-error.ts';
import { openRequester, textOf } from './api-request.ts';
import type { ApiAnswer, ApiRequest, Requester } from './api-request.ts';
import { execIn } from './exec.ts';
import type { ExecRequest, ExecResult } from './exec.ts';
import { portOf, readAdmission } from './kubeconfig.ts';
import { openTunnel } from './tunnel.ts';

/**
 * A cluster, reached through its control plane over SSH as its administrator. Errors of every call: `ApiError` where
 * the API server refused, `api-unreachable` where it did not answer, access codes where SSH failed, and the reason of
 * the signal where that was aborted.
 */
export interface ClusterClient {
  /** Name of the control plane. */
  readonly host: string;
  /** Sends a request and gives the object, or the text, of the answer. */
  request<T>(request: ApiRequest): Promise<T>;
  /** Reads one object; undefined where there is none. */
  find<T>(path: string): Promise<T | undefined>;
  /** Reads an endless answer line by line until it ends. */
  follow(request: ApiRequest, onLine: (line: string) => void): Promise<void>;
  /** Runs a program in a container and waits for its end. */
  exec(request: ExecRequest): Promise<ExecResult>;
  close(): Promise<void>;
}

/** Connects to the cluster of a control plane. Errors: access codes, `api-unreachable` where it has no kubeconfig. */
export async function connectCluster(remote: Remote, controlPlane: Target): Promise<ClusterClient> {
  const host = controlPlane.host.name;
  const admission = await readAdmission(remote, controlPlane);
  const tunnel = await openTunnel(remote, controlPlane, portOf(admission));
  const openSession = (current: typeof admission): Requester => openRequester(current, tunnel.port);
  let session = Promise.resolve(openSession(admission));

  /** Once more with new credentials where those in use are stale: the cluster may have been built again since. */
  async function withSession<T>(request: string, body: (requester: Requester) => Promise<T>): Promise<T> {
    const used = session;
    try {
      try {
        return await body(await used);
      } catch (error) {
        if (!isStale(error)) throw error;
        // Others may have met the same and renewed it already.
        if (session === used) session = readAdmission(remote, controlPlane).then(openSession);
        return await body(await session);
      }
    } catch (error) {
      throw unanswered(error, { request, host, trouble: tunnel.trouble() });
    }
  }

  async function answerOf(request: ApiRequest): Promise<ApiAnswer> {
    const name = `${request.method ?? 'GET'} ${request.path}`;
    return withSession(name, async (requester) => {
      const answer = await requester.send(request);
      if (answer.status < 400) return answer;
      throw refusal(answer.status, await textOf(answer), { request: name, host });
    }).catch((error: unknown) => {
      request.signal?.throwIfAborted();
      throw error;
    });
  }

  async function request<T>(wanted: ApiRequest): Promise<T> {
    const answer = await answerOf(wanted);
    const text = await textOf(answer).catch((error: unknown) => {
      wanted.signal?.throwIfAborted();
      throw unanswered(error, { request: wanted.path, host, trouble: tunnel.trouble() });
    });
    const isJson = answer.body.headers['content-type']?.startsWith('application/json') ?? false;
    const value: T = isJson ? JSON.parse(text) : text;
    return value;
  }

  return {
    host,
    request,
    find: async <T>(path: string) => {
      try {
        return await request<T>({ path });
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    follow: async (wanted, onLine) => {
      const { body } = await answerOf(wanted);
      await readLines(body, onLine).catch((error: unknown) => {
        wanted.signal?.throwIfAborted();
        throw unanswered(error, { request: wanted.path, host, trouble: tunnel.trouble() });
      });
    },
    exec: async (wanted) => {
      try {
        return await withSession(`exec in ${wanted.pod}`, (requester) => execIn(requester, wanted, host));
      } catch (error) {
        wanted.signal?.throwIfAborted();
        throw error;
      }
    },
    close: async () => {
      await session.then((requester) => requester.close()).catch(() => undefined);
      await tunnel.close();
    },
  };
}

async function readLines(body: ApiAnswer['body'], onLine: (line: string) => void): Promise<void> {
  body.setEncoding('utf8');
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  }
  if (rest !== '') onLine(rest);
}
