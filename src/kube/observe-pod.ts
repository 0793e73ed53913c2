import type { V1Pod } from '@kubernetes/client-node';
import { insideScript, parseInside } from '../proof/inside.ts';
import type { PodObservation } from '../proof/observation.ts';
import { pause } from '../remote/backoff.ts';
import { logLine, proofNamespace } from '../render/proof-pods.ts';
import { ApiError } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { ScriptError } from './exec.ts';
import type { WaitOptions } from './wait-until.ts';

/** What the API server and exec tell of one pod of the proof; the host's own view comes from the host. */
export type ApiObservation = Omit<PodObservation, 'outside'>;

const logSeconds = 15;
const pauseMs = 1000;

/**
 * Looks at a running pod of the proof from inside, again for up to `seconds` (30) where that does not work. What the API server then still
 * refuses, and a script that does not end, are part of the observation, not an error. Errors: those of a way to the API server that was
 * lost, which says nothing of the pod.
 */
export async function observePod(
  client: ClusterClient,
  pod: V1Pod,
  { signal, seconds = 30 }: WaitOptions = {},
): Promise<ApiObservation> {
  const name = pod.metadata?.name ?? '';
  const seen = { name, uid: pod.metadata?.uid ?? '', hostUsers: pod.spec?.hostUsers ?? true };
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return { ...seen, ...(await lookInside(client, name, signal)), trouble: '' };
    } catch (error) {
      signal?.throwIfAborted();
      if (Date.now() > end) {
        if (!isOfThePod(error)) throw error;
        return { ...seen, log: '', trouble: error.message };
      }
    }
    await pause(pauseMs, signal);
  }
}

function isOfThePod(error: unknown): error is Error {
  return error instanceof ApiError || error instanceof ScriptError;
}

async function lookInside(
  client: ClusterClient,
  pod: string,
  signal?: AbortSignal,
): Promise<Pick<ApiObservation, 'log' | 'inside'>> {
  // The line comes once the pod has written its files: what is looked at after it is there.
  const log = await logUntilServing(client, pod, signal);
  const { stdout } = await client.exec({
    namespace: proofNamespace,
    pod,
    container: 'proof',
    script: insideScript(),
    signal,
  });
  return { log, inside: parseInside(stdout) };
}

/** The log of a pod, read until it has the line that says it serves; all there is where that does not come in time. */
async function logUntilServing(client: ClusterClient, name: string, signal?: AbortSignal): Promise<string> {
  const end = Date.now() + logSeconds * 1000;
  const options = client.until(signal);
  for (;;) {
    const log = await client.core.readNamespacedPodLog(
      { namespace: proofNamespace, name, container: 'proof' },
      options,
    );
    if (log.includes(logLine(name)) || Date.now() > end) return log.trimEnd();
    await pause(100, signal);
  }
}
