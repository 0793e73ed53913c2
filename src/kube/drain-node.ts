import type { V1Pod } from '@kubernetes/client-node';
import { annotations } from '../model/cluster-state.ts';
import { SlipwayError } from '../model/failure.ts';
import { pause } from '../remote/backoff.ts';
import { proofNamespace } from '../render/proof-pods.ts';
import { hasStatus, ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { nodeStateOf } from './node-state.ts';
import { patchNode } from './patch-node.ts';

/** How long pods may take to go, and how often is asked. */
const patienceSeconds = 300;
const pauseMs = 2000;

/** What draining came to. */
export interface Drained {
  /** False where no other node could take the pods: then they stay and are restarted with the host. */
  readonly cordoned: boolean;
  readonly evicted: number;
}

/**
 * Keeps new pods off a node and moves its own to others by eviction, which heeds disruption budgets. Pods of DaemonSets
 * and static pods stay. May run again: the node keeps a mark that it was cordoned here. Error: `drain-refused`, with the
 * node open for pods again.
 */
export async function drainNode(client: ClusterClient, name: string, signal?: AbortSignal): Promise<Drained> {
  if (!(await anotherTakesPods(client, name))) return { cordoned: false, evicted: 0 };
  await patchNode(client, name, (node) =>
    // Where somebody else cordoned it, it stays so afterwards too.
    node.taints.some(({ key }) => key === 'node.kubernetes.io/unschedulable')
      ? undefined
      : { metadata: { annotations: { [annotations.cordoned]: 'true' } }, spec: { unschedulable: true } },
  );
  const all = await movable(client, name);
  try {
    refuseUnmanaged(name, all);
    await evict(client, name, signal);
  } catch (error) {
    await uncordonNode(client, name);
    throw error;
  }
  return { cordoned: true, evicted: all.length };
}

/** Lets pods onto a node again, where it was cordoned here. */
export async function uncordonNode(client: ClusterClient, name: string): Promise<void> {
  await patchNode(client, name, (node) =>
    node.annotations[annotations.cordoned] === undefined
      ? undefined
      : { metadata: { annotations: { [annotations.cordoned]: null } }, spec: { unschedulable: null } },
  );
}

async function anotherTakesPods(client: ClusterClient, name: string): Promise<boolean> {
  const { items } = await client.core.listNode();
  return items.some(
    (node) => node.metadata?.name !== name && node.spec?.unschedulable !== true && nodeStateOf(node).ready,
  );
}

/** The pods that a drain moves. */
async function movable(client: ClusterClient, node: string): Promise<readonly V1Pod[]> {
  const { items } = await client.core.listPodForAllNamespaces({ fieldSelector: `spec.nodeName=${node}` });
  return items.filter(({ metadata, status }) => {
    const isStatic = metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
    const ofDaemonSet = metadata?.ownerReferences?.some(({ kind }) => kind === 'DaemonSet') ?? false;
    const hasEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    return !isStatic && !ofDaemonSet && !hasEnded && metadata?.namespace !== proofNamespace;
  });
}

const nameOf = ({ metadata }: V1Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

function refuseUnmanaged(node: string, pods: readonly V1Pod[]): void {
  const lost = pods.filter(({ metadata }) => !metadata?.ownerReferences?.some(({ controller }) => controller));
  if (lost.length === 0) return;
  const names = lost.map(nameOf).join(', ');
  throw new SlipwayError('drain-refused', `nothing would start ${names} again elsewhere`, { host: node });
}

async function evict(client: ClusterClient, node: string, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const left = await movable(client, node);
    if (left.length === 0) return;
    const held = await Promise.all(left.map((pod) => evictOne(client, pod)));
    if (Date.now() > end) {
      const why = held.find((words) => words !== '') ?? 'they do not end';
      const message = `${left.map(nameOf).join(', ')} are still there after ${patienceSeconds} s: ${why}`;
      throw new SlipwayError('drain-refused', message, { host: node });
    }
    await pause(pauseMs, signal);
  }
}

/** Asks for one eviction; gives the words of a disruption budget that holds it, '' otherwise. */
async function evictOne(client: ClusterClient, { metadata }: V1Pod): Promise<string> {
  const { name = '', namespace = '' } = metadata ?? {};
  if (metadata?.deletionTimestamp !== undefined) return '';
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  try {
    await ifThere(client.core.createNamespacedPodEviction({ name, namespace, body }));
    return '';
  } catch (error) {
    if (hasStatus(error, 429) && error instanceof Error) return error.message;
    throw error;
  }
}
