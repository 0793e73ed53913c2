import type { Taint } from './cluster.ts';

/** Annotations that Slipway writes on objects of the cluster. */
export const annotations = {
  /** Hash of the manifests that the pod network was applied from; on its DaemonSet. */
  content: 'slipway.dev/content',
  /** Names of the labels and taints that Slipway has set on a Node. */
  owned: 'slipway.dev/owned',
  /** The last proof of a Node that passed. */
  proof: 'slipway.dev/proof',
  /** On a Node that was cordoned for a reboot, until it takes pods again. */
  cordoned: 'slipway.dev/cordoned',
} as const;

/** What the API server says about one Node. */
export interface NodeState {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not Ready, in the words of the condition; '' where it is. */
  readonly reason: string;
  /** Whether the pod network has set itself up on this node; absent where it has not said so. */
  readonly networkReady?: boolean;
  /** Version of kubelet, for example `v1.30.4`. */
  readonly kubelet: string;
  /** Container runtime with its version, for example `cri-o://1.30.4`. */
  readonly runtime: string;
  readonly os: string;
  readonly kernel: string;
  /** Its InternalIP; '' before kubelet has reported. */
  readonly address: string;
  readonly systemUuid: string;
  readonly machineId: string;
  readonly bootId: string;
  /** What the runtime says about user namespaces; absent below Kubernetes 1.31. */
  readonly userNamespaces?: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Those that Slipway wrote. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** How far a DaemonSet or Deployment is rolled out. */
export interface Rollout {
  /** True where the controller has seen the newest specification. */
  readonly observed: boolean;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
}

/** What the API server says about the cluster, as small plain data. */
export interface ClusterState {
  readonly nodes: readonly NodeState[];
  /** The pod network's DaemonSet; absent before it is applied. */
  readonly network?: { readonly content: string; readonly rollout: Rollout };
  /** Cluster DNS; absent before kubeadm has made it. */
  readonly dns?: Rollout;
  /** True where the pods of a proof are still there: it was begun and has not come to its end. */
  readonly proofUnfinished: boolean;
}

/** True where every replica runs the newest specification and is ready. */
export function isRolledOut(rollout: Rollout): boolean {
  return (
    rollout.observed && rollout.desired > 0 && rollout.updated === rollout.desired && rollout.ready === rollout.desired
  );
}

/** The Node of that name, where it has joined. */
export function nodeNamed(state: ClusterState, name: string): NodeState | undefined {
  return state.nodes.find((node) => node.name === name);
}
