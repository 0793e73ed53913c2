import { setTimeout as after } from 'node:timers/promises';
import { QueryNotRegisteredError, WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { Progress } from '../model/progress.ts';
import { progressQuery } from '../../workflows/messages.ts';
import { whoIsAway } from './server-away.ts';

/** How `pollProgress` works and whom it tells. */
export interface PollOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Who does not answer, once per change; `undefined` when answers come again. */
  readonly onNotice: (notice: string | undefined) => void;
}

/** Longest wait for one answer: a worker that is busy with this workflow answers within a second. */
const patienceMs = 4000;

/** Asks a build how it stands until `signal` aborts; then once more, so that the end is seen too. */
export async function pollProgress(client: Client, handle: WorkflowHandle, options: PollOptions): Promise<void> {
  const { signal, everyMs } = options;
  let notice: string | undefined;
  const tell = (next: string | undefined) => {
    if (next !== notice) options.onNotice(next);
    notice = next;
  };
  for (;;) {
    const isLast = signal.aborted;
    try {
      options.onProgress(
        await client.withDeadline(Date.now() + (isLast ? 1000 : patienceMs), () => handle.query(progressQuery)),
      );
      tell(undefined);
    } catch (error) {
      if (error instanceof QueryNotRegisteredError || error instanceof WorkflowNotFoundError) return;
      if (!isLast) tell(await whoIsAway(client));
    }
    if (isLast) return;
    await after(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
