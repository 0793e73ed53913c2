import * as wf from '@temporalio/workflow';
import { isCancellation } from '@temporalio/workflow';
import type { Host } from '../src/model/cluster.ts';
import type { Replacement } from '../src/model/task.ts';
import { abortUpdate, replaceUpdate, retryUpdate, skipUpdate } from './messages.ts';
import { refused } from './refusal.ts';

/** What an operator may decide about a parked node. */
export type Decision =
  | { readonly verb: 'retry' | 'skip' | 'abort' }
  /** The machine that takes the role; it was looked at and nothing stands in its way. */
  | { readonly verb: 'replace'; readonly host: Host };

/** The operator's gate of one node. */
export interface Gate {
  /** Runs work that `abort` cancels. */
  readonly abortable: <T>(work: () => Promise<T>) => Promise<T>;
  /** The next decision. */
  readonly decided: () => Promise<Decision>;
}

/** What the gate must know of the node. */
export interface Gated {
  readonly node: string;
  readonly isParked: () => boolean;
  readonly isPaused: () => boolean;
  /** Throws where the build cannot go on without the node. */
  readonly mayLeave: () => void;
  /** Throws where no machine, or not that one, can take the node's role. */
  readonly mayReplace: (machine: Replacement) => void;
  /** Looks at the machine. Throws `decision-refused` with what stands in its way. */
  readonly candidate: (machine: Replacement) => Promise<Host>;
}

/** Handlers for what an operator decides; a decision that does not fit is refused with the reason, before it counts. */
export function gate({ node, isParked, isPaused, mayLeave, mayReplace, candidate }: Gated): Gate {
  let decision: Decision | undefined;
  let scope: wf.CancellationScope | undefined;
  let looking: wf.CancellationScope | undefined;

  const mustBeParked = (what: string): void => {
    if (looking) throw refused(`another machine is being looked at for ${node}; wait for the answer to that`);
    if (!isParked() || decision !== undefined) throw refused(`${node} is not parked, so there is nothing to ${what}`);
  };
  const later = (): string => (isPaused() ? ' once the build goes on: it is paused' : '');

  wf.setHandler(
    retryUpdate,
    () => {
      decision = { verb: 'retry' };
      return `${node} is looked at again and goes on${later()}`;
    },
    { validator: () => mustBeParked('retry'), description: 'Look at the parked node again and go on' },
  );
  wf.setHandler(
    skipUpdate,
    () => {
      decision = { verb: 'skip' };
      return `${node} is left out; the build will end incomplete`;
    },
    {
      validator: () => {
        mustBeParked('skip');
        mayLeave();
      },
      description: 'Leave the parked node out of this build',
    },
  );
  wf.setHandler(
    replaceUpdate,
    async (machine) => {
      looking = new wf.CancellationScope();
      try {
        const host = await looking.run(() => candidate(machine));
        // Cancelled too late for the look, which had come to its end.
        if (decision) throw refused(`${node} is being stopped`);
        decision = { verb: 'replace', host };
        return `${machine.address} takes the role of ${node}${later()}`;
      } catch (error) {
        throw isCancellation(error) ? refused(`${node} is being stopped`) : error;
      } finally {
        looking = undefined;
      }
    },
    {
      validator: (machine) => {
        mustBeParked('replace');
        mayReplace(machine);
      },
      description: 'Let another machine take the role of the parked node: { "address": "…" }',
    },
  );
  wf.setHandler(
    abortUpdate,
    () => {
      decision = { verb: 'abort' };
      looking?.cancel();
      scope?.cancel();
      return `work on ${node} is being stopped`;
    },
    { validator: mayLeave, description: 'Stop work on this node and leave it as it is' },
  );

  return {
    abortable: async (work) => {
      scope = new wf.CancellationScope();
      try {
        return await scope.run(work);
      } finally {
        scope = undefined;
      }
    },
    decided: async () => {
      await wf.condition(() => decision !== undefined && !looking);
      const made = decision ?? { verb: 'abort' };
      decision = undefined;
      return made;
    },
  };
}
