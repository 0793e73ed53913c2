import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Workflow, WorkflowResultType } from '@temporalio/common';
import { awaitResult } from './await-result.ts';
import type { Call } from './call.ts';
import { listenForLeave } from './leave.ts';
import { pollProgress } from './poll-progress.ts';
import { watcherFor, type WatcherOptions } from './watcher.ts';

/** How following ended: with the workflow's result, or because the user left. */
export type Followed<T> = { readonly result: T } | { readonly left: true };

/** Shows a build until it ends or the user leaves; leaving does nothing to the build. Throws what the build failed with. */
export async function followBuild<T extends Workflow>(
  call: Call,
  client: Client,
  build: WatcherOptions & { readonly handle: WorkflowHandle<T> },
): Promise<Followed<WorkflowResultType<T>>> {
  const { handle } = build;
  const leave = listenForLeave(call.terminal);
  const watcher = watcherFor(call, build);
  const over = new AbortController();
  const polling = pollProgress(client, handle, { ...watcher, signal: over.signal });
  try {
    return { result: await awaitResult(client, handle, leave.signal) };
  } catch (error) {
    if (leave.signal.aborted) return { left: true };
    throw error;
  } finally {
    over.abort();
    await polling;
    watcher.close();
    leave.close();
  }
}
