import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterClient } from './cluster-client.ts';

/** True where all containers of a pod run and are ready. */
export function isPodReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Why a pod is not ready, in a few words. */
export function podTrouble({ metadata, status }: V1Pod): string {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = containers.find(({ state }) => state?.waiting && state.waiting.reason !== 'PodInitializing')?.state
    ?.waiting;
  const ended = containers.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)?.state?.terminated;
  const detail = waiting
    ? [waiting.reason, waiting.message].filter(Boolean).join(': ')
    : ended
      ? `ended with ${ended.exitCode}${ended.message ? `: ${ended.message}` : ''}`
      : [status?.reason, status?.message].filter(Boolean).join(': ').trim() || (status?.phase ?? 'Unknown');
  return `pod ${metadata?.name ?? ''}: ${detail}`;
}

/** True where an image of a pod cannot be pulled. */
export function isPullFailing({ status }: V1Pod): boolean {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(({ state }) =>
    ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'].includes(state?.waiting?.reason ?? ''),
  );
}

/** The last warnings about the pods of a namespace whose names are given, one line each: for the tail of a failure. */
export async function podWarnings(client: ClusterClient, namespace: string, names: readonly string[]): Promise<string> {
  const warnings = client.core.listNamespacedEvent({ namespace, fieldSelector: 'type=Warning' });
  const { items } = await warnings.catch(() => ({ items: [] }));
  return items
    .filter(({ involvedObject }) => names.includes(involvedObject.name ?? ''))
    .map(({ involvedObject, reason, message }) => `${involvedObject.name ?? ''}: ${reason ?? ''}: ${message ?? ''}`)
    .slice(-10)
    .join('\n');
}
