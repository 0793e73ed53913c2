import * as wf from '@temporalio/workflow';
import { clusterDetails } from '../src/model/details.ts';
import { notHeld } from '../src/model/hold.ts';
import type { Hold } from '../src/model/hold.ts';
import { emptyProgress, progressAfter } from '../src/model/progress.ts';
import type { BuildState, NodeEvent, Progress } from '../src/model/progress.ts';
import type { Milestone } from '../src/model/plan.ts';
import {
  abortUpdate,
  continueUpdate,
  holdPassed,
  milestoneReached,
  nodesMoved,
  pauseUpdate,
  progressQuery,
  workHeld,
} from './messages.ts';
import { refused } from './refusal.ts';
import { needsOperatorKey } from './search-attributes.ts';

/** A started pool that can be told of milestones. */
type Signalled = Pick<wf.ChildWorkflowHandle<wf.Workflow>, 'signal'>;

/** A pool that was ended from outside does not answer. */
const longestPass = '10s';

/** The whole build as people see it, and the way milestones take from the node that reaches one to the pools that wait. */
export interface Build {
  readonly is: (state: BuildState, kubernetes?: string) => void;
  readonly tell: (events: readonly NodeEvent[]) => void;
  readonly milestones: () => readonly Milestone[];
  readonly hold: () => Hold;
  /** Resolves when nobody holds the build; at once where it is not paused. */
  readonly unpaused: () => Promise<void>;
  /** From now on this workflow is told of milestones and pauses. */
  readonly addPool: (pool: Promise<Signalled>) => void;
  /** Tells all pools; gives how many have heard it. */
  readonly pass: (send: (pool: Signalled) => Promise<void>) => Promise<number>;
  /** Runs work that `abort` cancels. */
  readonly abortable: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Handlers for `progress`, `pause`, `continue`, `abort` and what the pools say. */
export function buildOf(cluster: string): Build {
  let progress: Progress = emptyProgress(cluster, Date.now());
  let hold = notHeld;
  let needsOperator = false;
  const heard = new Map<number, number>();
  const pools: Promise<Signalled>[] = [];
  const scope = new wf.CancellationScope();

  const show = (next: Progress): void => {
    progress = next;
    wf.setCurrentDetails(clusterDetails(progress));
    const needs = progress.paused || progress.nodes.some(({ state }) => state === 'parked');
    if (needs !== needsOperator) wf.upsertSearchAttributes([{ key: needsOperatorKey, value: needs }]);
    needsOperator = needs;
  };
  const pass = async (send: (pool: Signalled) => Promise<void>): Promise<number> => {
    const sent = await Promise.allSettled(pools.map(async (pool) => send(await pool)));
    return sent.filter(({ status }) => status === 'fulfilled').length;
  };

  const tell = (events: readonly NodeEvent[]): Promise<unknown> => {
    const known = new Set(progress.milestones);
    show(events.reduce(progressAfter, progress));
    const reached = progress.milestones.filter((milestone) => !known.has(milestone));
    return Promise.all(reached.map((milestone) => pass((pool) => pool.signal(milestoneReached, milestone))));
  };
  const setPaused = async (paused: boolean): Promise<void> => {
    hold = { paused, count: hold.count + 1 };
    show({ ...progress, paused });
    const { count } = hold;
    const told = await pass((pool) => pool.signal(workHeld, { paused, count }));
    await wf.condition(() => told <= (heard.get(count) ?? 0), longestPass);
  };
  const refuseIf = (paused: boolean, message: string) => (): void => {
    if (scope.consideredCancelled) throw refused(`the build of ${cluster} is being stopped`);
    if (progress.paused === paused) throw refused(message);
  };

  wf.setHandler(progressQuery, () => progress, { description: 'How the build stands' });
  wf.setHandler(holdPassed, (count) => void heard.set(count, (heard.get(count) ?? 0) + 1));
  wf.setHandler(nodesMoved, async (events) => void (await tell(events)));
  wf.setHandler(
    pauseUpdate,
    async () => {
      await setPaused(true);
      return `the build of ${cluster} is paused: what runs now comes to its end, and nothing new starts`;
    },
    {
      validator: refuseIf(true, `the build of ${cluster} is paused already`),
      description: 'Let running steps end and start nothing new',
    },
  );
  wf.setHandler(
    continueUpdate,
    async () => {
      await setPaused(false);
      return `the build of ${cluster} goes on`;
    },
    {
      validator: refuseIf(false, `the build of ${cluster} is not paused, so there is nothing to continue`),
      description: 'Go on with the paused build',
    },
  );
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
    hold: () => hold,
    unpaused: () => wf.condition(() => !progress.paused),
    addPool: (pool) => void pools.push(pool),
    pass,
    abortable: (work) => scope.run(work),
  };
}
