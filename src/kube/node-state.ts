import type { V1Node } from '@kubernetes/client-node';
import type { NodeState } from '../model/cluster-state.ts';

const ours = 'slipway.dev/';
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** A Node object as small plain data. */
export function nodeStateOf({ metadata, spec, status }: V1Node): NodeState {
  const condition = (type: string) => status?.conditions?.find((candidate) => candidate.type === type);
  const ready = condition('Ready');
  const unavailable = condition('NetworkUnavailable');
  const info = status?.nodeInfo;
  const handlers = status?.runtimeHandlers;
  const isReady = ready?.status === 'True';
  return {
    name: metadata?.name ?? '',
    ready: isReady,
    reason: isReady ? '' : (ready?.message ?? 'kubelet has not reported yet'),
    // The condition is there only once the pod network has set it; not every one does.
    ...(unavailable ? { networkReady: unavailable.status === 'False' } : {}),
    kubelet: info?.kubeletVersion ?? '',
    runtime: info?.containerRuntimeVersion ?? '',
    os: info?.osImage ?? '',
    kernel: info?.kernelVersion ?? '',
    address: status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
    systemUuid: info?.systemUUID ?? '',
    machineId: info?.machineID ?? '',
    bootId: info?.bootID ?? '',
    // The default runtime is listed under its name and once more under ''.
    ...(handlers ? { userNamespaces: handlers.some(({ features }) => features?.userNamespaces === true) } : {}),
    labels: metadata?.labels ?? {},
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => ({
      key,
      ...(value === undefined ? {} : { value }),
      effect: effects.find((known) => known === effect) ?? 'NoSchedule',
    })),
    annotations: Object.fromEntries(
      Object.entries(metadata?.annotations ?? {}).filter(([name]) => name.startsWith(ours)),
    ),
  };
}
