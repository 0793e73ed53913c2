import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { ClusterState } from '../model/cluster-state.ts';
import type { HostFacts, Versions } from '../model/facts.ts';
import type { FailureCode } from '../model/failure.ts';
import type { Goal, StepState } from '../model/plan.ts';
import type { Undo } from '../model/undo.ts';
import type { Family } from '../os/family.ts';
import type { Shell } from '../shell/sh.ts';

/** All a step may know when it decides what to do on one host. */
export interface StepContext {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
  readonly facts: HostFacts;
  readonly versions: Versions;
  readonly family: Family;
}

interface StepBase {
  /** Imperative, kebab-case, the name of the file. */
  readonly id: string;
  /** A sentence for people: plan, progress, activity summary and docs show it. */
  readonly title: string;
  /** Why Kubernetes or user namespaces need it; for the docs. */
  readonly why: string;
  readonly applies: (at: StepContext) => boolean;
  /** How it is undone, or why it stays; a node registers it before the step runs. */
  readonly undo: Undo;
  /** Longest honest run of one attempt, in seconds. */
  readonly seconds: number;
  /** What a worker waits for before this step; the control plane waits for nobody. */
  readonly after?: Goal;
  /** The wait only lets the control plane go first, and ends as well where that parks or is held up. */
  readonly courtesy?: true;
  /** What the control plane has reached with it. */
  readonly reaches?: Goal;
}

/** A step on the host itself. Both bodies are POSIX shell with the words of the prelude. */
export interface HostStep extends StepBase {
  readonly kind: 'quick' | 'job';
  /** Exits 0 where the effect is there, `need`s otherwise; changes nothing. */
  readonly check: (at: StepContext) => Shell;
  /** Brings the effect about; may run again after it was cut off at any point. */
  readonly apply: (at: StepContext) => Shell;
  /**
   * What to do when the outcome is lost, by a power cut, a shutdown or the time limit. `rerun`: run again. `probe`: look
   * first; the effect may be there, or `unsafe` may forbid another run. `fail`: a person looks.
   */
  readonly lost: 'rerun' | 'probe' | 'fail';
  /** For `probe`: `cannot`s where what is half made, or what has happened since, makes another run unsafe; changes nothing. */
  readonly unsafe?: (at: StepContext) => Shell;
  /** Names the failure from the step's output, where the words are known. */
  readonly classify?: (output: string) => FailureCode | undefined;
  /** The failure when nothing more is known; default `step-failed`. */
  readonly failure?: FailureCode;
  /** Secrets that must be minted for it right before it runs. */
  readonly ticket?: 'join';
  /** Compensating steps for failures that are known, in the order in which they are tried. */
  readonly remedies?: readonly RemedyStep[];
}

/** A compensating step: a job that is tried when another step fails in a way it `cures`. */
export interface RemedyStep extends HostStep {
  readonly kind: 'job';
  readonly cures: readonly FailureCode[];
}

/** A step through the Kubernetes API; what it does is found by its id in the activities. */
export interface KubeStep extends StepBase {
  readonly kind: 'kube';
  readonly check: (at: StepContext, state: ClusterState) => { readonly state: StepState; readonly found: string };
}

/** One unit of the build. */
export type Step = HostStep | KubeStep;

/** A host step, type-checked. */
export function defineStep(step: HostStep): HostStep {
  return step;
}

/** A compensating step, type-checked. */
export function defineRemedy(step: RemedyStep): RemedyStep {
  return step;
}

/** A step through the Kubernetes API, type-checked. */
export function defineKubeStep(step: KubeStep): KubeStep {
  return step;
}
