import type { StepOutcome } from '../src/model/result.ts';
import type { StepGroup } from './step-groups.ts';

/** What this build has done to one host: registered before a step runs, so that nothing is forgotten that was cut off. */
export interface Changes {
  readonly begin: (group: StepGroup) => void;
  readonly end: (group: StepGroup, outcomes: readonly StepOutcome[]) => void;
  /** Another machine has the role: nothing has been done to it yet. */
  readonly forget: () => void;
  readonly changed: () => readonly string[];
  readonly unfinished: () => readonly string[];
}

/** Nothing has been done yet. */
export function newChanges(): Changes {
  const steps = new Map<string, 'unfinished' | 'changed'>();
  const that = (wanted: string): readonly string[] =>
    [...steps].filter(([, state]) => state === wanted).map(([step]) => step);
  return {
    begin: (group) => {
      for (const { id } of group) if (!steps.has(id)) steps.set(id, 'unfinished');
    },
    end: (group, outcomes) => {
      for (const { step, outcome } of outcomes) {
        // A step that was needed and is found done was done by an attempt whose answer was lost.
        const wasNeeded = group.some(({ id, state }) => id === step && state === 'needed');
        if (outcome === 'changed' || wasNeeded) steps.set(step, 'changed');
        else if (steps.get(step) === 'unfinished') steps.delete(step);
      }
    },
    forget: () => steps.clear(),
    changed: () => that('changed'),
    unfinished: () => that('unfinished'),
  };
}
