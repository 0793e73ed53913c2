import type { V1Pod } from '@kubernetes/client-node';
import { SlipwayError } from '../model/failure.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import { speaksOfIds } from '../proof/image-ids.ts';
import { proofNamespace, proofPodName, proofPods, renderProofPods } from '../render/proof-pods.ts';
import { hasStatus, ifThere } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { podsOf } from './collections.ts';
import { isPodReady, isPullFailing, podTrouble, podWarnings } from './pod-trouble.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/** The node that pods of the proof run on, and their image. */
export interface ProofPlace {
  readonly node: string;
  readonly image: string;
}

const namespace = proofNamespace;
const collection = podsOf(namespace);

/** Starts the pods of one node afresh: what an earlier proof left is deleted first, so that nothing old is looked at. */
export async function startProofPods(
  client: ClusterClient,
  { node, image }: ProofPlace,
  options?: WaitOptions,
): Promise<void> {
  await Promise.all(renderProofPods(node, image).map((pod) => start(client, pod, { node, ...options })));
}

async function start(
  client: ClusterClient,
  pod: KubernetesObject,
  options: WaitOptions & { readonly node: string },
): Promise<void> {
  const { name } = pod.metadata;
  const create = () => client.core.createNamespacedPod({ namespace, body: pod }, client.until(options.signal));
  try {
    await create();
  } catch (error) {
    if (!hasStatus(error, 409)) throw error;
    await ifThere(client.core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 0 }));
    await waitUntil<V1Pod, true>(
      client,
      {
        collection,
        fieldSelector: `metadata.name=${name}`,
        until: (items) => (items.length === 0 ? true : undefined),
        missing: () => `an old pod ${name} does not go`,
        late: (missing, seconds) =>
          new SlipwayError('proof-failed', `${missing} after ${seconds} s`, { host: options.node }),
      },
      options,
    );
    await create();
  }
}

/**
 * Waits until the pods of a node run, and gives them by their part. Errors: `image-pull-failed` where time is up and an
 * image is missing, otherwise `proof-failed` with kubelet's own warnings.
 */
export async function waitForProofPods(
  client: ClusterClient,
  node: string,
  options?: WaitOptions,
): Promise<Readonly<Record<(typeof proofPods)[number], V1Pod>>> {
  const names = proofPods.map((pod) => proofPodName(node, pod));
  let pullFails = false;
  const pods = await waitUntil<V1Pod, readonly V1Pod[]>(
    client,
    {
      collection,
      fieldSelector: `spec.nodeName=${node}`,
      until: (items) => {
        pullFails = items.some(isPullFailing);
        const ended = items.find(({ status }) => status?.phase === 'Failed' || status?.phase === 'Succeeded');
        if (ended) {
          const trouble = podTrouble(ended);
          const code = speaksOfIds(trouble) ? 'image-ids' : 'proof-failed';
          throw new SlipwayError(code, `${trouble} on ${node}`, { host: node });
        }
        const ready = names.flatMap(
          (name) => items.find((pod) => pod.metadata?.name === name && isPodReady(pod)) ?? [],
        );
        return ready.length === names.length ? ready : undefined;
      },
      missing: (items) => {
        const waiting = items.find((pod) => !isPodReady(pod));
        return waiting ? podTrouble(waiting) : 'the pods are not there';
      },
      late: async (missing, seconds) => {
        const tail = await podWarnings(client, proofNamespace, names);
        const otherwise = pullFails ? 'image-pull-failed' : 'proof-failed';
        return new SlipwayError(
          speaksOfIds(`${missing}\n${tail}`) ? 'image-ids' : otherwise,
          `the pods of the proof on ${node} do not run after ${seconds} s: ${missing}`,
          { host: node, tail },
        );
      },
    },
    { seconds: 120, ...options },
  );
  const [first, second, control] = pods;
  if (!first || !second || !control) throw new Error('three pods were waited for');
  return { first, second, control };
}
