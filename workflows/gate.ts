import * as wf from '@temporalio/workflow';
import { abortUpdate, retryUpdate, skipUpdate } from './messages.ts';

/** What an operator may decide about a parked node. */
export type Decision = 'retry' | 'skip' | 'abort';

/** The operator's gate of one node. */
export interface Gate {
  /** Runs work that `abort` cancels. */
  readonly abortable: <T>(work: () => Promise<T>) => Promise<T>;
  /** The next decision. */
  readonly decided: () => Promise<Decision>;
}

/** Handlers for `retry`, `skip` and `abort`; a decision that does not fit is refused with the reason, before it counts. */
export function gate(node: string, isParked: () => boolean): Gate {
  let decision: Decision | undefined;
  let scope: wf.CancellationScope | undefined;

  const mustBeParked = (what: string) => (): void => {
    if (isParked() && decision === undefined) return;
    throw wf.ApplicationFailure.create({
      type: 'decision-refused',
      nonRetryable: true,
      message: `${node} is not parked, so there is nothing to ${what}`,
    });
  };

  wf.setHandler(
    retryUpdate,
    () => {
      decision = 'retry';
      return `${node} is looked at again and goes on`;
    },
    { validator: mustBeParked('retry'), description: 'Look at the parked node again and go on' },
  );
  wf.setHandler(
    skipUpdate,
    () => {
      decision = 'skip';
      return `${node} is left out; the build will end incomplete`;
    },
    { validator: mustBeParked('skip'), description: 'Leave the parked node out of this build' },
  );
  wf.setHandler(
    abortUpdate,
    () => {
      decision = 'abort';
      scope?.cancel();
      return `work on ${node} is being stopped`;
    },
    { description: 'Stop work on this node and leave it as it is' },
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
      await wf.condition(() => decision !== undefined);
      const made = decision ?? 'abort';
      decision = undefined;
      return made;
    },
  };
}
