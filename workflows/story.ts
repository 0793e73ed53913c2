import * as wf from '@temporalio/workflow';
import type { Host } from '../src/model/cluster.ts';
import type { Failure } from '../src/model/failure.ts';
import type { Goal, NodePlan, PlannedStep } from '../src/model/plan.ts';
import { emptyNode, nodeAfter } from '../src/model/progress.ts';
import type { NodeEvent, NodeProgress } from '../src/model/progress.ts';
import type { StepOutcome } from '../src/model/result.ts';
import { nodeDetails } from '../src/model/details.ts';
import type { ConvergeNodeInput, JobWait } from '../src/model/task.ts';
import { failureCodeKey, needsOperatorKey, phaseKey } from './search-attributes.ts';
import { jobWaits, nodeQuery } from './messages.ts';
import { reportTo } from './report.ts';
import type { StepGroup } from './step-groups.ts';

/** Tells what happens to one node: to the listener, the query, the search attributes and the Temporal UI. */
export interface Story {
  readonly planned: (plan: NodePlan) => void;
  /** Steps of one phase begin, which one activity does. */
  readonly starts: (steps: readonly [AtHand, ...AtHand[]], title: string) => void;
  readonly waits: (step: PlannedStep, goal: Goal) => void;
  readonly finished: (group: StepGroup, outcomes: readonly StepOutcome[]) => void;
  /** `step`: title of the step that failed, where it is known. */
  readonly parked: (failure: Failure, step: string | undefined) => void;
  /** The build is paused, and this node waits for it to go on. */
  readonly paused: () => void;
  readonly resumed: () => void;
  /** Another machine has the role of the node. */
  readonly replaced: (machine: Host) => void;
  readonly ended: (state: 'done' | 'skipped' | 'aborted') => void;
  readonly isParked: () => boolean;
  /** Ids of the steps at hand. */
  readonly steps: () => readonly string[];
  readonly title: () => string;
  readonly told: () => Promise<void>;
}

type AtHand = Pick<PlannedStep, 'id' | 'phase'>;

type Happening = NodeEvent extends infer E ? (E extends NodeEvent ? Omit<E, 'node' | 'at'> : never) : never;

const waitsFor: Readonly<Record<Goal, string>> = {
  'images-pulled': 'Wait until the control plane has its images',
  'head-start-over': 'Let the control plane go first',
  'api-ready': 'Wait for the API server',
};

/** A story that begins now. */
export function storyOf({ host, listener, settings }: ConvergeNodeInput): Story {
  const reporter = reportTo(listener);
  let atHand: readonly string[] = [];
  let progress: NodeProgress = { ...emptyNode(host.name, Date.now()), role: host.role, address: host.address };

  const tell = (happening: Happening, pass = reporter.tell): void => {
    const event = { ...happening, node: host.name, at: Date.now() } as NodeEvent;
    progress = nodeAfter(progress, event);
    pass([event]);
    wf.setCurrentDetails(nodeDetails(settings.name, progress));
  };
  const enterPhase = (phase: string): void => {
    if (phase !== progress.phase) wf.upsertSearchAttributes([{ key: phaseKey, value: phase }]);
  };

  const waits = ({ step, waitsFor }: JobWait): void => {
    // It may come late: when the step that it is about has ended.
    if (atHand.includes(step) && progress.state === 'running') tell({ type: 'held-up', waitsFor });
  };
  wf.setHandler(jobWaits, waits, { description: 'a job waits for something on its host, or goes on' });
  wf.setHandler(nodeQuery, () => progress, { description: 'How this node stands' });
  return {
    planned: (plan) => {
      const found = plan.steps.filter(({ state }) => state === 'ok');
      const done = found.length;
      const { role } = host;
      const { address } = progress;
      tell({ type: 'planned', role, address, os: plan.facts?.os.name ?? '', done, total: plan.steps.length });
      // Where a step was cut off or parked and is found done, nobody has told the others yet.
      for (const { reaches } of found) if (reaches) tell({ type: 'reached', milestone: reaches });
    },
    starts: (steps, title) => {
      const [{ phase }] = steps;
      enterPhase(phase);
      atHand = steps.map(({ id }) => id);
      tell({ type: 'started', phase, step: title });
    },
    waits: (step, goal) => {
      enterPhase(step.phase);
      atHand = [step.id];
      tell({ type: 'waiting', phase: step.phase, step: waitsFor[goal] });
    },
    finished: (group, outcomes) => {
      const changed = outcomes.filter(({ outcome }) => outcome === 'changed').length;
      // What comes next, a step or the end, is told at once and takes this with it.
      // A compensating step is none of the steps that were planned.
      const count = group.filter(({ cures }) => !cures).length;
      tell({ type: 'finished', count, changed: count === 0 ? 0 : changed }, reporter.note);
      for (const { reaches } of group) if (reaches) tell({ type: 'reached', milestone: reaches });
    },
    parked: (failure, step) => {
      tell({ type: 'parked', failure, ...(step === undefined ? {} : { step }) });
      wf.upsertSearchAttributes([
        { key: needsOperatorKey, value: true },
        { key: failureCodeKey, value: failure.code },
      ]);
    },
    paused: () => tell({ type: 'paused' }),
    replaced: ({ address }) => tell({ type: 'replaced', address }),
    resumed: () => {
      const { state } = progress;
      tell({ type: 'resumed' });
      if (state !== 'parked') return;
      wf.upsertSearchAttributes([
        { key: needsOperatorKey, value: false },
        { key: failureCodeKey, value: null },
      ]);
    },
    ended: (state) => tell({ type: 'ended', state }),
    isParked: () => progress.state === 'parked',
    steps: () => atHand,
    title: () => progress.step,
    told: reporter.flush,
  };
}
