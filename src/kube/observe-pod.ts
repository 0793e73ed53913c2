import type { V1Pod } from '@kubernetes/client-node';
import { insideScript, parseInside } from '../proof/inside.ts';
import type { PodObservation } from '../proof/observation.ts';
import { pause } from '../remote/backoff.ts';
import { logLine, proofNamespace } from '../render/proof-pods.ts';
import type { ClusterClient } from './cluster-client.ts';

/** What the API server and exec tell of one pod of the proof; the host's own view comes from the host. */
export type ApiObservation = Omit<PodObservation, 'outside'>;

const logSeconds = 15;

/** Looks at a running pod of the proof from inside. What does not work is part of the observation, not an error. */
export async function observePod(
  client: ClusterClient,
  pod: V1Pod,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ApiObservation> {
  const name = pod.metadata?.name ?? '';
  const seen = { name, uid: pod.metadata?.uid ?? '', hostUsers: pod.spec?.hostUsers ?? true };
  try {
    // The line comes once the pod has written its files: what is looked at after it is there.
    const log = await logUntilServing(client, name, options.signal);
    const result = await client.exec({
      namespace: proofNamespace,
      pod: name,
      container: 'proof',
      script: insideScript(),
      signal: options.signal,
    });
    return { ...seen, log, inside: parseInside(result.stdout), trouble: '' };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { ...seen, log: '', trouble: error instanceof Error ? error.message : String(error) };
  }
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
