import type { Role } from './cluster.ts';
import type { HostFacts, Versions } from './facts.ts';
import type { Failure, FailureCode } from './failure.ts';
import type { Undo } from './undo.ts';

/** How a step acts: `quick` in a batch over SSH, `job` detached on the host, `kube` through the Kubernetes API. */
export type StepKind = 'quick' | 'job' | 'kube';

/** What a check found. `blocked` could not be checked. */
export type StepState = 'ok' | 'needed' | 'blocked';

/** Points of the build that steps of workers may wait for: the control plane reaches them, or has had its head start. */
export type Goal = 'images-pulled' | 'head-start-over' | 'api-ready';

/** What workers are told of the control plane: a goal that it has reached, or that it did not go on. */
export type Milestone = Goal | 'control-plane-held-up';

/** Whether a goal has been reached; the head start is over with the API server, whoever told of it or did not. */
export function isReached(goal: Goal, milestones: ReadonlySet<Milestone>): boolean {
  return milestones.has(goal) || (goal === 'head-start-over' && milestones.has('api-ready'));
}

/** One step of one node, with what its check found. */
export interface PlannedStep {
  readonly id: string;
  readonly phase: string;
  /** A sentence for people: plan, activity summary and docs show the same. */
  readonly title: string;
  readonly kind: StepKind;
  readonly state: StepState;
  /** What the check found, in a few words; '' where there is nothing to add. */
  readonly found: string;
  /** What must have happened elsewhere before this step starts. */
  readonly after?: Goal;
  /** That wait only lets the control plane go first: it ends as well where the control plane parks, or waits for something on its host. */
  readonly courtesy?: true;
  /** What has happened once this step is done. */
  readonly reaches?: Goal;
  /** Longest honest run of one attempt, in seconds. */
  readonly seconds: number;
  /** How it is undone, or why it stays. */
  readonly undo: Undo;
  /** Compensating steps for failures that are known, in the order in which they are tried. */
  readonly remedies?: readonly Remedy[];
  /** Set where this step is a remedy that runs: the failures it is for. */
  readonly cures?: readonly FailureCode[];
}

/** A compensating step: what a node does, once, when a step fails in a way that is known, before the step is tried again. */
export interface Remedy {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  readonly cures: readonly FailureCode[];
  readonly undo: Undo;
}

/** All that is known and planned for one node. */
export interface NodePlan {
  readonly node: string;
  readonly role: Role;
  /** Absent where the host could not be reached. */
  readonly facts?: HostFacts;
  readonly steps: readonly PlannedStep[];
  /** What must be mended before anything starts. */
  readonly problems: readonly Failure[];
  /** What people should know although the build can start. */
  readonly warnings: readonly string[];
}

/** The whole plan: what `slipway plan` shows and what a build does. */
export interface Plan {
  readonly versions: Versions;
  readonly nodes: readonly NodePlan[];
}

/** True where every step of the node found its effect in place. */
export function isDone(node: NodePlan): boolean {
  return node.steps.every(({ state }) => state === 'ok');
}

/** True where nothing is left to do on any node. */
export function isConverged(plan: Plan): boolean {
  return plan.nodes.every((node) => node.problems.length === 0 && isDone(node));
}
