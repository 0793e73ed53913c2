import { allHandlersFinished, condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { NodeEvent } from '../src/model/progress.ts';
import { nodesMoved } from './messages.ts';

/** Tells another workflow what happened, without holding up the work: what comes while a signal is under way goes with the next. */
export interface Reporter {
  readonly tell: (events: readonly NodeEvent[]) => void;
  /** Keeps events for the next `tell`: one signal instead of two, and half as many events in the history. */
  readonly note: (events: readonly NodeEvent[]) => void;
  /** Resolves when everything told has been delivered. */
  readonly flush: () => Promise<void>;
}

/** A reporter to the workflow with that id. A listener that has ended is not an error. */
export function reportTo(workflowId: string): Reporter {
  const listener = getExternalWorkflowHandle(workflowId);
  let waiting: NodeEvent[] = [];
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    await Promise.resolve();
    while (waiting.length > 0) {
      const events = waiting;
      waiting = [];
      try {
        await listener.signal(nodesMoved, events);
      } catch {
        return;
      }
    }
  };
  return {
    note: (events) => void waiting.push(...events),
    tell: (events) => {
      waiting.push(...events);
      sending ??= send().finally(() => {
        sending = undefined;
      });
    },
    flush: async () => {
      await (sending ?? Promise.resolve());
      await condition(allHandlersFinished);
    },
  };
}
