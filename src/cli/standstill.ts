import { setMaxListeners } from 'node:events';
import type { NodeProgress, Progress } from '../model/progress.ts';

/** Notices that a build waits for its operator and for nothing else. */
export interface Standstill {
  readonly look: (progress: Progress) => void;
  /** Aborts when it does. */
  readonly signal: AbortSignal;
  /** The nodes that wait. */
  readonly nodes: () => readonly NodeProgress[];
}

/** Milliseconds that it must last: a node that waits for a milestone goes on a moment after that was reached. */
const lastingMs = 5000;

/** Watches progress for a standstill. */
export function standstill(now: () => number = Date.now): Standstill {
  const controller = new AbortController();
  // The Temporal client leaves a listener on it for every long poll.
  setMaxListeners(0, controller.signal);
  let since: number | undefined;
  let parked: readonly NodeProgress[] = [];
  return {
    look: ({ nodes, paused }) => {
      parked = nodes.filter(({ state }) => state === 'parked');
      const waits = parked.length > 0 || paused;
      const goesOn = !waits || nodes.some(({ state }) => state === 'running' || (state === 'pending' && !paused));
      since = goesOn ? undefined : (since ?? now());
      if (since !== undefined && now() - since >= lastingMs) controller.abort();
    },
    signal: controller.signal,
    nodes: () => parked,
  };
}
