import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Workflow, WorkflowResultType } from '@temporalio/common';
import { awaitResult } from './await-result.ts';
import type { Call } from './call.ts';
import { listenForLeave } from './leave.ts';
import { pollProgress } from './poll-progress.ts';
import { standstill } from './standstill.ts';
import type { NodeProgress } from '../model/progress.ts';
import { watcherFor, type WatcherOptions } from './watcher.ts';

/** How following ended: with the workflow's result, or because the user left, or because these nodes wait for the operator. */
export type Followed<T> = { readonly result: T } | { readonly left: true; readonly parked: readonly NodeProgress[] };

/** A build to follow, and until when. */
export interface FollowOptions<T extends Workflow> extends WatcherOptions {
  readonly handle: WorkflowHandle<T>;
  /** Leave as soon as nothing goes on any more before somebody decides about parked nodes. */
  readonly leaveWhenParked?: boolean;
}

/** Shows a build until it ends or the user leaves; leaving does nothing to the build. Throws what the build failed with. */
export async function followBuild<T extends Workflow>(
  call: Call,
  client: Client,
  build: FollowOptions<T>,
): Promise<Followed<WorkflowResultType<T>>> {
  const { handle } = build;
  const leave = listenForLeave(call.terminal);
  const watcher = watcherFor(call, build);
  const over = new AbortController();
  const parked = standstill();
  const until = AbortSignal.any([leave.signal, ...(build.leaveWhenParked ? [parked.signal] : [])]);
  const polling = pollProgress(client, handle, {
    ...watcher,
    onProgress: (progress) => {
      watcher.onProgress(progress);
      parked.look(progress);
    },
    signal: over.signal,
  });
  try {
    return { result: await awaitResult(client, handle, until) };
  } catch (error) {
    if (until.aborted) return { left: true, parked: leave.signal.aborted ? [] : parked.nodes() };
    throw error;
  } finally {
    over.abort();
    await polling;
    watcher.close();
    leave.close();
  }
}
