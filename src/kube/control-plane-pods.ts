import type { V1Pod } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import { controlPlaneComponents } from '../proof/control-plane.ts';
import type { ControlPlanePod } from '../proof/control-plane.ts';
import type { ClusterClient } from './cluster-client.ts';
import { podsOf } from './collections.ts';
import { isPodReady } from './pod-trouble.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

const namespace = 'kube-system';

/** The pods of the control plane, as they stand. */
export async function controlPlanePods(client: ClusterClient): Promise<readonly ControlPlanePod[]> {
  const { items } = await client.core.listNamespacedPod({ namespace, labelSelector: 'tier=control-plane' });
  return amongThem(items);
}

/**
 * Waits until every component of the control plane on a node is ready. The controller manager and the scheduler end where the API
 * server was away for long, as after a reboot; kubelet starts them again, and takes ten seconds or more to call them ready.
 * Error: `node-not-ready`.
 */
export async function waitForControlPlane(client: ClusterClient, node: string, options?: WaitOptions): Promise<void> {
  const missing = (items: readonly V1Pod[]): readonly string[] => {
    const ready = new Set(amongThem(items).flatMap((pod) => (pod.ready ? [pod.component] : [])));
    return controlPlaneComponents.filter((component) => !ready.has(component));
  };
  await waitUntil<V1Pod, true>(
    client,
    {
      collection: podsOf(namespace),
      fieldSelector: `spec.nodeName=${node}`,
      until: (items) => (missing(items).length === 0 ? true : undefined),
      missing: (items) => `${missing(items).join(', ')} on ${node}`,
      late: (what, seconds) =>
        new SlipwayError('node-not-ready', `not ready after ${seconds} s: ${what}`, { host: node }),
    },
    options,
  );
}

function amongThem(pods: readonly V1Pod[]): readonly ControlPlanePod[] {
  return pods.flatMap((pod) => {
    const component = pod.metadata?.labels?.['component'] ?? '';
    if (!controlPlaneComponents.some((known) => known === component)) return [];
    const phase = pod.status?.phase ?? 'Unknown';
    return [{ component, node: pod.spec?.nodeName ?? '', phase, ready: phase === 'Running' && isPodReady(pod) }];
  });
}
