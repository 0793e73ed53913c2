import type { ClusterSettings, Host } from '../model/cluster.ts';
import { SlipwayError } from '../model/failure.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import type { NodeProof } from '../model/proof.ts';
import { decideNode } from '../proof/decide-node.ts';
import type { HostView, PodObservation } from '../proof/observation.ts';
import { outsideScript, parseOutside } from '../proof/outside.ts';
import type { Remote } from '../remote/remote.ts';
import type { ClusterClient } from './cluster-client.ts';
import { readPodErrors } from './kubelet-metrics.ts';
import { waitForNetworkOnHost } from './network-on-host.ts';
import { nodeStateOf } from './node-state.ts';
import { observePod } from './observe-pod.ts';
import type { ApiObservation } from './observe-pod.ts';
import { openProof } from './proof-commons.ts';
import { renewDnsPods } from './renew-dns-pods.ts';
import { startProofPods, waitForProofPods } from './proof-pods.ts';
import type { WaitOptions } from './wait-until.ts';

/** What proofs act through. */
export interface ProofMeans {
  readonly client: ClusterClient;
  readonly remote: Remote;
}

/** One node to be proven. */
export interface NodeProofTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  /** Name of the operating system as facts tell it. */
  readonly os: string;
}

/**
 * Runs the pods of the proof on a Ready node and looks at them through the Kubernetes API and from the host at once. A
 * check that fails is part of the result. Errors: `network-not-ready`, `image-pull-failed`, `proof-failed` where the
 * pods do not run at all, and those of the client and of SSH. The pods stay: the cluster's proof uses them.
 */
export async function proveNode(
  { client, remote }: ProofMeans,
  { settings, host, os }: NodeProofTask,
  options: WaitOptions = {},
): Promise<NodeProof> {
  const { name } = host;
  const counts = kubernetesMinor(settings.kubernetes.version).countsPodErrors;
  await Promise.all([
    waitForNetworkOnHost({ client, remote }, { settings, host }, options),
    openProof(client, options),
  ]);
  const [errorsBefore] = await Promise.all([
    counts ? readPodErrors(client, name, options.signal) : undefined,
    renewDnsPods(client, name, options.signal),
  ]);
  await startProofPods(client, { node: name, image: settings.verification.image }, options);
  const pods = await waitForProofPods(client, name, options);
  options.onProgress?.('looking at the pods from inside and from the host');

  const node = client.core.readNode({ name });
  const observations = [pods.first, pods.second, pods.control].map((pod) =>
    observePod(client, pod, { signal: options.signal }),
  );
  // The host looks once the pods have written what it looks at.
  const seenFromHost = Promise.all(observations).then(() => lookFromHost(remote, { settings, host }, options));
  const [seenNode, seenHost, ...seen] = await Promise.all([node, seenFromHost, ...observations]);
  const podErrors = counts
    ? { before: errorsBefore, after: await readPodErrors(client, name, options.signal) }
    : undefined;
  const [first, second, control] = seen.map((pod) => withOutside(pod, seenHost));
  if (!first || !second || !control) throw new Error('three pods were looked at');
  return decideNode({
    settings,
    node: nodeStateOf(seenNode),
    os,
    seen: { first, second, control, host: seenHost, ...(podErrors ? { podErrors } : {}) },
    seenAt: new Date().toISOString(),
  });
}

function withOutside(pod: ApiObservation, host: HostView): PodObservation {
  const outside = host.pods[pod.uid];
  return outside ? { ...pod, outside } : pod;
}

async function lookFromHost(
  remote: Remote,
  { settings, host }: { readonly settings: ClusterSettings; readonly host: Host },
  { signal }: WaitOptions,
): Promise<HostView> {
  const target = { host, ssh: settings.ssh };
  const result = await remote.run(target, outsideScript(), { seconds: 60, ...(signal ? { signal } : {}) });
  if (result.stdout !== '') return parseOutside(result.stdout);
  throw new SlipwayError('proof-failed', `${host.name} told nothing about the pods of the proof`, {
    host: host.name,
    tail: result.stderr,
  });
}
