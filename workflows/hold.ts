import * as wf from '@temporalio/workflow';
import type { Hold } from '../src/model/hold.ts';
import { workHeld } from './messages.ts';

/** What a workflow below the build knows about its being paused. */
export interface HoldHere {
  readonly isPaused: () => boolean;
  /** Resolves when the build goes on; at once where it is not paused. */
  readonly released: () => Promise<void>;
}

/** Keeps the newest word about the build's being paused, and passes it on. */
export function holdHere(first: Hold, pass: (hold: Hold) => Promise<unknown> = async () => undefined): HoldHere {
  let newest = first;
  wf.setHandler(
    workHeld,
    async (hold) => {
      if (hold.count <= newest.count) return;
      newest = hold;
      await pass(hold);
    },
    { description: 'the build was paused, or goes on' },
  );
  return {
    isPaused: () => newest.paused,
    released: () => wf.condition(() => !newest.paused),
  };
}
