/** Pod networks that have a row; `manifest` is any other, by a manifest of the operator's own. */
export type PodNetworkName = 'flannel' | 'antrea' | 'calico' | 'cilium' | 'manifest';

/** A DaemonSet by where it lies. */
export interface DaemonSetName {
  readonly namespace: string;
  readonly name: string;
}

/** A manifest of the operator's own: what must be known of it without reading it again. */
export interface OwnManifest {
  /** Absolute path on the worker's machine. */
  readonly file: string;
  /** Of the file as it was when the spec was read; the worker applies no other. */
  readonly sha256: string;
  /** Every image it names, with its registry. */
  readonly images: readonly string[];
  /** The DaemonSet that runs on the host network of every node. */
  readonly daemonSet: DaemonSetName;
  /** Ports that nodes must reach each other on, as firewalld spells them: `8472/udp`. */
  readonly ports: readonly string[];
}

/** The pod network of a cluster. */
export interface PodNetwork {
  readonly name: PodNetworkName;
  /** Release tag; '' for a manifest of the operator's own. */
  readonly version: string;
  readonly manifest?: OwnManifest;
}
