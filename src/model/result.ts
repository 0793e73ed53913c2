import type { Failure, FailureCode } from './failure.ts';
import type { Proof } from './proof.ts';
import type { Versions } from './facts.ts';

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

/** One node at the end of a build. */
export interface NodeResult {
  readonly node: string;
  readonly os: string;
  readonly state: 'done' | 'skipped' | 'aborted';
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Compensating steps that ran, in order; absent where none was needed. */
  readonly remedies?: readonly RemedyUse[];
  readonly failure?: Failure;
}

/** The result of `applyCluster`. `incomplete`: a node was skipped by the operator. */
export interface ApplyResult {
  readonly cluster: string;
  readonly outcome: 'proven' | 'unchanged' | 'incomplete' | 'aborted';
  readonly versions: Versions;
  readonly nodes: readonly NodeResult[];
  readonly proof: Proof;
  readonly timeline: readonly TimelineEntry[];
  /** Wall seconds from start to end of the workflow. */
  readonly seconds: number;
}
