import { setMaxListeners } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Workflow, WorkflowResultType } from '@temporalio/common';
import { isPassing } from './server-away.ts';

/** Waits for the end of a workflow through restarts of the server. Throws what the workflow failed with. */
export async function awaitResult<T extends Workflow>(
  client: Client,
  handle: WorkflowHandle<T>,
  signal: AbortSignal,
): Promise<WorkflowResultType<T>> {
  // The client leaves a listener on it for every long poll.
  setMaxListeners(0, signal);
  for (;;) {
    try {
      return await client.withAbortSignal(signal, () => handle.result());
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      await after(1000, undefined, { signal });
    }
  }
}
