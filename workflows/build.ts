import * as wf from '@temporalio/workflow';
import { clusterDetails } from '../src/model/details.ts';
import { emptyProgress, progressAfter } from '../src/model/progress.ts';
import type { BuildState, NodeEvent, Progress } from '../src/model/progress.ts';
import type { Milestone } from '../src/model/plan.ts';
import { abortUpdate, milestoneReached, nodesMoved, progressQuery } from './messages.ts';

/** A started pool that can be told of milestones. */
type Signalled = Pick<wf.ChildWorkflowHandle<wf.Workflow>, 'signal'>;

/** The whole build as people see it, and the way milestones take from the node that reaches one to the pools that wait. */
export interface Build {
  readonly is: (state: BuildState, kubernetes?: string) => void;
  readonly tell: (events: readonly NodeEvent[]) => void;
  readonly milestones: () => readonly Milestone[];
  /** From now on this workflow is told of milestones. */
  readonly addPool: (pool: Promise<Signalled>) => void;
  readonly abortable: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Handlers for `progress`, `abort` and what the pools say. */
export function buildOf(cluster: string): Build {
  let progress: Progress = emptyProgress(cluster, Date.now());
  const pools: Promise<Signalled>[] = [];
  const scope = new wf.CancellationScope();

  const show = (next: Progress): void => {
    progress = next;
    wf.setCurrentDetails(clusterDetails(progress));
  };
  const announce = async (milestone: Milestone): Promise<void> => {
    await Promise.allSettled(pools.map(async (pool) => (await pool).signal(milestoneReached, milestone)));
  };

  const tell = (events: readonly NodeEvent[]): Promise<unknown> => {
    const known = new Set(progress.milestones);
    show(events.reduce(progressAfter, progress));
    return Promise.all(progress.milestones.filter((milestone) => !known.has(milestone)).map(announce));
  };

  wf.setHandler(progressQuery, () => progress, { description: 'How the build stands' });
  wf.setHandler(nodesMoved, async (events) => void (await tell(events)));
  wf.setHandler(
    abortUpdate,
    () => {
      scope.cancel();
      return `the build of ${cluster} is being stopped`;
    },
    { description: 'Stop the whole build; hosts stay as they are' },
  );
  return {
    is: (state, kubernetes) => show({ ...progress, state, kubernetes: kubernetes ?? progress.kubernetes }),
    tell: (events) => void tell(events),
    milestones: () => progress.milestones,
    addPool: (pool) => void pools.push(pool),
    abortable: (work) => scope.run(work),
  };
}
