import type { Failure, FailureCode } from './failure.ts';
import type { Proof } from './proof.ts';
import type { Versions } from './facts.ts';
import type { Undo } from './undo.ts';

/** One thing done remotely, for the timeline of a build. Times are epoch milliseconds. */
export interface TimelineEntry {
  readonly node: string;
  readonly phase: string;
  /** Step id; a batch names its first step and how many more. */
  readonly step: string;
  /** Moments the workflow scheduled it and saw it done. */
  readonly scheduledAt: number;
  readonly endedAt: number;
  /** Milliseconds that the remote commands themselves took: the host's clock for jobs, round trips for the rest. */
  readonly remoteMs: number;
}

/** What one step of one node came to. */
export interface StepOutcome {
  readonly step: string;
  readonly outcome: 'changed' | 'unchanged' | 'failed';
  /** What was found or done, in a few words. */
  readonly detail: string;
  readonly remoteMs: number;
}

/** A compensating step that ran: for which failure of which step, and what it came to. */
export interface RemedyUse {
  readonly step: string;
  readonly code: FailureCode;
  readonly remedy: string;
  /** `unchanged`: there was nothing for it to mend. */
  readonly outcome: StepOutcome['outcome'];
  /** What it did, in one line: for a package that was installed by its digest, its name and that digest. */
  readonly detail: string;
}

/** What became of a machine whose role another one has taken: `left` has kept all that is on it, and says why. */
export interface Retired {
  readonly state: 'reset' | 'clean' | 'left';
  readonly why: string;
}

/** Another node whose firewall could not be told of a machine that took a role. It hears of it when it is next looked at. */
export interface Behind {
  readonly node: string;
  readonly why: string;
}

/** One node at the end of a build. */
export interface NodeResult {
  readonly node: string;
  readonly os: string;
  readonly address: string;
  /** The machine that had this role before the operator replaced it, and what became of it. */
  readonly replaced?: Retired & { readonly address: string; readonly behind?: readonly Behind[] };
  readonly state: 'done' | 'skipped' | 'aborted';
  readonly changed: readonly string[];
  /** Steps that began and of which nobody knows how far they came. */
  readonly unfinished: readonly string[];
  readonly unchanged: readonly string[];
  /** Compensating steps that ran, in order; absent where none was needed. */
  readonly remedies?: readonly RemedyUse[];
  readonly failure?: Failure;
}

/** What one step of a build that was stopped has left on hosts, and how it is undone or why it is kept. */
export interface Remains {
  readonly step: string;
  readonly title: string;
  readonly undo: Undo;
  /** Nodes that it changed. */
  readonly nodes: readonly string[];
  /** Nodes on which it began, and of which nobody knows how far it came. */
  readonly unfinished: readonly string[];
}

/** A result as whatever version of Slipway stored it: with what that version did not tell yet. */
export function currentResult(stored: Partial<ApplyResult> & Pick<ApplyResult, 'cluster' | 'outcome'>): ApplyResult {
  return {
    versions: { kubernetes: '', crio: '' },
    proof: { proven: false, nodes: [], cluster: { checks: [] } },
    timeline: [],
    remains: [],
    seconds: 0,
    ...stored,
    nodes: (stored.nodes ?? []).map((node) => ({ ...untold, ...node })),
  };
}

const untold = { os: '', address: '', changed: [], unfinished: [], unchanged: [] } as const;

/** The result of `applyCluster`. `incomplete`: a node was skipped by the operator. */
export interface ApplyResult {
  readonly cluster: string;
  readonly outcome: 'proven' | 'unchanged' | 'incomplete' | 'aborted';
  readonly versions: Versions;
  readonly nodes: readonly NodeResult[];
  readonly proof: Proof;
  readonly timeline: readonly TimelineEntry[];
  /** After an abort: what this build has left on hosts. */
  readonly remains: readonly Remains[];
  /** Wall seconds from start to end of the workflow. */
  readonly seconds: number;
}
