import type { ClusterSettings, ClusterSpec, Host } from './cluster.ts';
import type { HostFacts, Versions } from './facts.ts';
import type { Hold } from './hold.ts';
import type { Milestone, NodePlan } from './plan.ts';
import type { NodeProof } from './proof.ts';
import type { Behind, NodeResult, TimelineEntry } from './result.ts';

/** What every activity on one node is given. About 1.5 KiB. */
export interface NodeTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
  readonly facts: HostFacts;
  readonly versions: Versions;
}

/** Hosts to look at in one activity. `versions` is absent in the first one, which finds them out. */
export interface InspectTask {
  readonly settings: ClusterSettings;
  readonly hosts: readonly Host[];
  readonly controlPlane: Host;
  readonly versions?: Versions;
}

/** What an inspection came to. An unreachable host is a plan with a problem, not an error. */
export interface Inspection {
  /** Milliseconds that the commands on the hosts took, the slowest host's. */
  readonly remoteMs: number;
  readonly versions: Versions;
  readonly nodes: readonly NodePlan[];
}

/** Hosts that a build claims before it does anything to any of them. */
export interface ClaimTask {
  readonly settings: ClusterSettings;
  /** `order` is the same for everybody who means the same machine. */
  readonly hosts: readonly { readonly host: Host; readonly order: string }[];
  readonly build: string;
}

/** A host whose claim is to go, if it is still that of `owner` and nothing stands behind it. */
export interface ReleaseTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly owner: string;
}

/** One detached step; `fence` grows with every scheduling, so that an older attempt cannot act on a newer one's job. */
export interface JobTask extends NodeTask {
  readonly step: string;
  readonly fence: number;
}

/** What a job waits for on its host, in words for people; `''` once it goes on. */
export interface JobWait {
  readonly step: string;
  readonly waitsFor: string;
}

/** Neighbouring quick steps that run in one script. */
export interface BatchTask extends NodeTask {
  readonly steps: readonly string[];
}

/** The spec with the nodes that are up, for the proof of the cluster as a whole. */
export interface ClusterTask {
  readonly spec: ClusterSpec;
  readonly nodes: readonly string[];
  readonly versions: Versions;
}

/** What one node's workflow starts from. */
export interface ConvergeNodeInput {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
  readonly versions: Versions;
  readonly plan: NodePlan;
  /** Milestones reached before it started. */
  readonly milestones: readonly Milestone[];
  readonly hold: Hold;
  /** Workflow that is told what happens here. */
  readonly listener: string;
}

/** What one node's workflow came to. */
export interface NodeEnd {
  readonly result: NodeResult;
  readonly timeline: readonly TimelineEntry[];
  readonly proof?: NodeProof;
  /** The machine that took the node's role, where the operator replaced the one of the spec. */
  readonly machine?: Host;
}

/** What the workflow of one pool starts from: nodes of one role that have something to do. */
export interface ConvergePoolInput {
  readonly settings: ClusterSettings;
  readonly controlPlane: Host;
  readonly versions: Versions;
  readonly members: readonly { readonly host: Host; readonly plan: NodePlan }[];
  readonly milestones: readonly Milestone[];
  readonly hold: Hold;
  readonly listener: string;
}

/** The machine that takes the role of a parked node. */
export interface Replacement {
  readonly address: string;
  /** Of its SSH server; default that of the cluster. */
  readonly port?: number;
}

/** Where the nodes are, for firewalls, since machines have taken the role of others. */
export interface Whereabouts {
  readonly nodes: readonly string[];
  /** Grows with every such machine. */
  readonly edition: number;
  /** For the node whose machine this is about: the others were told, but for these. */
  readonly behind?: readonly Behind[];
}

/** Nodes whose firewalls are to let in the nodes of `settings`, and nobody else. */
export type LetInTask = Required<InspectTask>;

/** What that came to on one node: the steps that changed something, or why it could not be done. */
export interface LetIn {
  readonly node: string;
  readonly changed: readonly string[];
  readonly why?: string;
}

/** A machine that leaves the cluster while its node's name stays. */
export interface RetireTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
}
