import type { V1Pod } from '@kubernetes/client-node';
import { hasStatus } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';

const namespace = 'kube-system';
/** Label of cluster DNS, as kubeadm sets it. */
const labelSelector = 'k8s-app=kube-dns';

/**
 * Deletes pods of cluster DNS that never started on a node since the pod network did not work there yet: a Node is Ready a moment before,
 * and kubelet tries again only after ten to fifteen seconds. Their Deployment has new ones at once. Gives how many.
 */
export async function renewDnsPods(client: ClusterClient, node: string, signal?: AbortSignal): Promise<number> {
  const options = client.until(signal);
  const fieldSelector = `spec.nodeName=${node}`;
  const [pods, failures] = await Promise.all([
    client.core.listNamespacedPod({ namespace, labelSelector, fieldSelector }, options),
    client.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=FailedCreatePodSandBox' }, options),
  ]);
  const failed = new Set(failures.items.map(({ involvedObject }) => involvedObject.uid));
  const stuck = pods.items.filter((pod) => failed.has(pod.metadata?.uid) && neverStarted(pod));
  await Promise.all(
    stuck.map(async ({ metadata }) => {
      const body = { gracePeriodSeconds: 0, preconditions: { uid: metadata?.uid ?? '' } };
      const name = metadata?.name ?? '';
      try {
        await client.core.deleteNamespacedPod({ namespace, name, body }, options);
      } catch (error) {
        // Gone, or another one by now.
        if (!hasStatus(error, 404) && !hasStatus(error, 409)) throw error;
      }
    }),
  );
  return stuck.length;
}

function neverStarted({ status }: V1Pod): boolean {
  const containers = status?.containerStatuses ?? [];
  return containers.every(({ state, lastState, restartCount }) => {
    const ran = state?.running ?? state?.terminated ?? lastState?.terminated;
    return restartCount === 0 && ran === undefined;
  });
}
