import { podErrorsIn } from '../proof/kubelet-metric.ts';
import type { ClusterClient } from './cluster-client.ts';

/** kubelet's count of failed starts of pods with user namespaces, by way of the API server. Errors: those of the client. */
export async function readPodErrors(
  client: ClusterClient,
  node: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  return podErrorsIn(
    await client.core.connectGetNodeProxyWithPath({ name: node, path: 'metrics' }, client.until(signal)),
  );
}
