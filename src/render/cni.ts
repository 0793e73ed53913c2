import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import type { DaemonSetName } from '../model/pod-network.ts';

/** A release of a pod network whose manifest Slipway carries, in `assets/cni`. */
export interface CniRelease {
  /** Oldest and newest Kubernetes minor that it is offered for. */
  readonly minors: readonly [oldest: string, newest: string];
  /** Of the manifest as its project publishes it. */
  readonly sha256: string;
  /** Images as they are pulled: with registry and release tag. */
  readonly images: readonly string[];
}

/** What a manifest is rewritten for. */
export interface CniContext {
  readonly settings: ClusterSettings;
  readonly controlPlane: Host;
}

/** A pod network: everything the build must know of it. Adding one is a file like `cni-flannel.ts` and its line in the table. */
export interface Cni {
  readonly title: string;
  /** By release tag, oldest first; empty where the operator renders the manifest. */
  readonly releases: Readonly<Record<string, CniRelease>>;
  /** What runs on every node; undefined where the manifest itself tells. */
  readonly daemonSet?: DaemonSetName;
  /** What nodes must reach each other on, as firewalld spells it: a port (`8472/udp`) or a protocol (`ipip`). */
  readonly ports: readonly string[];
  /** Kernel modules, loaded or built in, without which it cannot work. */
  readonly modules: readonly string[];
  /** True where it sets the Node's condition NetworkUnavailable to False itself once it works there. */
  readonly saysReady: boolean;
  /** What it leaves on a host: interfaces by the beginning of their name, and files. */
  readonly leaves: { readonly links: readonly string[]; readonly files: readonly string[] };
  /** Raised when `rewrite` gives something else than before, so that running clusters get it. */
  readonly revision: number;
  /** Fits one object of the manifest to the cluster; names of images are whole already. */
  readonly rewrite: (object: KubernetesObject, at: CniContext) => KubernetesObject;
}
