import { wrapHttpLibrary } from '@kubernetes/client-node';
import type { HttpLibrary } from '@kubernetes/client-node';
import type { Remote, Target } from '../remote/remote.ts';
import { openAccess } from './access.ts';
import type { Access } from './access.ts';
import { isStale, refusal, unanswered } from './api-error.ts';
import { openApis } from './apis.ts';
import type { Apis } from './apis.ts';
import { exchange } from './exchange.ts';
import { execIn } from './exec.ts';
import type { ExecRequest, ExecResult } from './exec.ts';
import { followChanges } from './follow-changes.ts';
import type { ChangesRequest } from './follow-changes.ts';
import { portOf, readAdmission } from './kubeconfig.ts';
import type { Admission } from './kubeconfig.ts';
import { openTunnel } from './tunnel.ts';

/**
 * A cluster, reached through its control plane over SSH as its administrator. Errors of every call, those of the APIs
 * included: `ApiError` where the API server refused, `ScriptError` where what exec ran did not end, `api-unreachable` where it did not answer, access codes where SSH
 * failed, and the reason of the signal where that was aborted.
 */
export interface ClusterClient extends Apis {
  /** Name of the control plane. */
  readonly host: string;
  /** Tells changes to the objects of a collection, as the server writes them, until the stream ends. */
  follow<T>(request: ChangesRequest<T>, onChange: (type: string, object: T) => void): Promise<void>;
  /** Runs a program in a container and waits for its end. */
  exec(request: ExecRequest): Promise<ExecResult>;
  close(): Promise<void>;
}

/** Longer than the API server itself waits for a kubelet that it cannot reach (30 s): its answer tells which of the two is away. */
const apiQuietSeconds = 40;

/** Connects to the cluster of a control plane. Errors: access codes, `api-unreachable` where it has no kubeconfig. */
export async function connectCluster(
  remote: Remote,
  controlPlane: Target,
  { quietSeconds = apiQuietSeconds }: { readonly quietSeconds?: number } = {},
): Promise<ClusterClient> {
  const host = controlPlane.host.name;
  const admission = await readAdmission(remote, controlPlane);
  const tunnel = await openTunnel(remote, controlPlane, portOf(admission));
  const enter = (current: Admission): Promise<Access> => openAccess(current, { port: tunnel.port, quietSeconds });
  let access = enter(admission);

  /** New credentials in place of stale ones: the cluster may have been built again since. */
  function renew(stale: Promise<Access>): Promise<Access> {
    // Others may have met the same and renewed them already.
    if (access !== stale) return access;
    const renewed = readAdmission(remote, controlPlane).then(enter);
    access = renewed;
    renewed.catch(() => {
      if (access === renewed) access = stale;
    });
    return renewed;
  }

  async function withAccess<T>(
    { request, signal }: { readonly request: string; readonly signal: AbortSignal | undefined },
    body: (access: Access) => Promise<T>,
  ): Promise<T> {
    const used = access;
    try {
      return await body(await used).catch(async (error: unknown) => {
        if (!isStale(error)) throw error;
        return body(await renew(used));
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw unanswered(error, { request, host, trouble: tunnel.trouble() });
    }
  }

  const httpUntil = (signal?: AbortSignal): HttpLibrary =>
    wrapHttpLibrary({
      send: (context) => {
        if (signal) context.setSignal(signal);
        const request = `${context.getHttpMethod()} ${new URL(context.getUrl()).pathname}`;
        return withAccess({ request, signal }, async (current) => {
          const answer = await exchange(context, current);
          if (answer.httpStatusCode < 400) return answer;
          throw await refusal(answer, { request, host });
        });
      },
    });

  return {
    host,
    ...openApis(`https://127.0.0.1:${tunnel.port}`, httpUntil),
    follow: (wanted, onChange) =>
      withAccess({ request: `watch ${wanted.collection.path}`, signal: wanted.signal }, ({ config }) =>
        followChanges(config, wanted, { host, onChange }),
      ),
    exec: (wanted) =>
      withAccess({ request: `exec in ${wanted.pod}`, signal: wanted.signal }, ({ config }) =>
        execIn(config, wanted, host),
      ),
    close: async () => {
      const open = await access.catch(() => undefined);
      open?.kept.destroy();
      await tunnel.close();
    },
  };
}
