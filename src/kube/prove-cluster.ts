import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { ClusterProof } from '../model/proof.ts';
import { hostReachScript, parseHostReach, parsePodReach, podReachScript } from '../proof/connectivity.ts';
import type { HostReach, PodReach, ServiceAddress } from '../proof/connectivity.ts';
import { decideCluster } from '../proof/decide-cluster.ts';
import { targetsOf } from '../proof/pairs.ts';
import { proofNamespace, proofPodName } from '../render/proof-pods.ts';
import type { ClusterClient } from './cluster-client.ts';
import { clusterState } from './cluster-state.ts';
import { inParallel } from './in-parallel.ts';
import { waitForNetworkOnHost } from './network-on-host.ts';
import { isPodReady } from './pod-trouble.ts';
import { openProof } from './proof-commons.ts';
import { startProofPods, waitForProofPods } from './proof-pods.ts';
import type { ProofMeans } from './prove-node.ts';
import { controlPlanePods, waitForControlPlane } from './control-plane-pods.ts';
import { waitForDns } from './wait-for-dns.ts';
import type { WaitOptions } from './wait-until.ts';

/** A cluster to be proven: `hosts` are those whose nodes are up. */
export interface ClusterProofTask {
  readonly settings: ClusterSettings;
  readonly hosts: readonly Host[];
  /** Exact version of Kubernetes. */
  readonly kubernetes: string;
}

interface Reached {
  readonly node: string;
  readonly pod: PodReach;
  readonly host: HostReach;
}

type ProofPodSet = Awaited<ReturnType<typeof waitForProofPods>>;

/** Nodes that are asked at the same time. */
const width = 32;

/**
 * Looks at what only the cluster as a whole shows, from the pods that the proofs of the nodes left; where some are
 * gone, they are started again. A check that fails is part of the result. Errors: as `proveNode`.
 */
export async function proveCluster(
  { client, remote }: ProofMeans,
  { settings, hosts, kubernetes }: ClusterProofTask,
  options: WaitOptions = {},
): Promise<ClusterProof> {
  // Where something does not come up, the checks say so, with all the others. DNS that lost its API server for minutes is
  // started again with pauses that grow to minutes.
  const planes = hosts.filter(({ role }) => role === 'control-plane');
  const waits = Promise.all(
    [
      waitForDns(client, { ...options, seconds: 240 }),
      ...planes.map(({ name }) => waitForControlPlane(client, name, { ...options, seconds: 120 })),
    ].map((wait) => wait.catch(() => options.signal?.throwIfAborted())),
  );
  // Nobody listens to them before the proof is open, and a rejection without a listener ends the process.
  waits.catch(() => undefined);
  await openProof(client, options);
  const [pods, service, kubernetesIp] = await Promise.all([
    proofPodsOf({ client, remote }, { settings, hosts }, options),
    serviceAddress(client),
    client.core.readNamespacedService({ namespace: 'default', name: 'kubernetes' }).then(({ spec }) => spec?.clusterIP),
    waits,
  ]);
  options.onProgress?.('crossing the pod network');
  const targets = targetsOf(hosts.map((host) => host.name));
  const podIp = (node: string): string => pods.get(node)?.first.status?.podIP ?? '';

  const reach = async (host: Host): Promise<Reached> => {
    const script = podReachScript(
      (targets.get(host.name) ?? []).map((node) => ({ node, podIp: podIp(node) })),
      service,
    );
    const pod = proofPodName(host.name, 'first');
    const controlUid = pods.get(host.name)?.control.metadata?.uid ?? '';
    const [inside, outside] = await Promise.all([
      client.exec({ namespace: proofNamespace, pod, container: 'proof', script, signal: options.signal }),
      remote.run({ host, ssh: settings.ssh }, hostReachScript(controlUid, { address: host.address, service }), {
        seconds: 60,
        ...(options.signal ? { signal: options.signal } : {}),
      }),
    ]);
    return { node: host.name, pod: parsePodReach(inside.stdout), host: parseHostReach(outside.stdout) };
  };

  const [reached, state, controlPlane] = await Promise.all([
    inParallel(hosts, width, reach),
    clusterState(client, settings.network.cni),
    controlPlanePods(client),
  ]);
  return decideCluster({
    hosts,
    version: kubernetes,
    state,
    controlPlane,
    kubernetesIp: kubernetesIp ?? '',
    pods: Object.fromEntries(reached.map(({ node, pod }) => [node, pod])),
    nodes: Object.fromEntries(reached.map(({ node, host }) => [node, host])),
  });
}

async function proofPodsOf(
  { client, remote }: ProofMeans,
  { settings, hosts }: Pick<ClusterProofTask, 'settings' | 'hosts'>,
  options: WaitOptions,
): Promise<ReadonlyMap<string, ProofPodSet>> {
  const { items } = await client.core.listNamespacedPod({ namespace: proofNamespace });
  const sets = await inParallel(hosts, width, async (host) => {
    const { name } = host;
    const running = items.filter((pod) => pod.spec?.nodeName === name && isPodReady(pod)).length;
    if (running < 3) {
      await waitForNetworkOnHost({ client, remote }, { settings, host }, options);
      await startProofPods(client, { node: name, image: settings.verification.image }, options);
    }
    return [name, await waitForProofPods(client, name, options)] as const;
  });
  return new Map(sets);
}

async function serviceAddress(client: ClusterClient): Promise<ServiceAddress> {
  const { spec } = await client.core.readNamespacedService({ namespace: proofNamespace, name: 'proof' });
  return { clusterIp: spec?.clusterIP ?? '', nodePort: spec?.ports?.[0]?.nodePort ?? 0 };
}
