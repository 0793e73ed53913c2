/** One line of `/proc/PID/uid_map`: first id inside, first id on the host, how many. */
export type IdMap = readonly [container: number, host: number, length: number];

/** One thing that was looked at, with what was expected and what was seen. */
export interface ProofCheck {
  /** Stable id, for example `uid-map`. */
  readonly id: string;
  /** A sentence for people. */
  readonly title: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly seen: string;
}

/** What verification saw on one node. */
export interface NodeProof {
  readonly node: string;
  readonly os: string;
  readonly kubelet: string;
  readonly runtime: string;
  readonly ready: boolean;
  /** Of the first pod with `hostUsers: false`. */
  readonly uidMap: IdMap;
  /** Of the second one; it must not overlap. */
  readonly secondUidMap: IdMap;
  /** Subordinate ids of the `kubelet` user on this node: first id and count. */
  readonly subordinateIds: readonly [first: number, count: number];
  /** Uid of the first pod's process as the host sees it. */
  readonly hostUid: number;
  /** Boot of the host during which this was seen: a reboot asks for a new proof. */
  readonly bootId: string;
  readonly checks: readonly ProofCheck[];
  /** ISO 8601. */
  readonly seenAt: string;
}

/** Id of the one check of a proof that its Node carries, where nothing that it stands on has changed since. */
export const recordedCheck = 'recorded';

/** True where a node was not proven anew. */
export function isRecorded({ checks }: NodeProof): boolean {
  return checks.some(({ id }) => id === recordedCheck);
}

/** What verification saw of the cluster as a whole: DNS, pods across nodes, CoreDNS, control plane. */
export interface ClusterProof {
  readonly checks: readonly ProofCheck[];
}

/** The proof that is the result of a build. */
export interface Proof {
  readonly proven: boolean;
  readonly nodes: readonly NodeProof[];
  readonly cluster: ClusterProof;
}

/** True where all checks of a proof passed. */
export function passed(checks: readonly ProofCheck[]): boolean {
  return checks.length > 0 && checks.every((check) => check.passed);
}
