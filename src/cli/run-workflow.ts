import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Workflow, WorkflowResultType } from '@temporalio/common';
import { taskQueue } from '../model/names.ts';
import { awaitResult } from './await-result.ts';
import type { Call } from './call.ts';
import { hasWorker } from './has-worker.ts';
import { print } from './terminal.ts';

/** Options that all workflows started here share. */
export interface SharedOptions {
  readonly taskQueue: string;
  readonly staticSummary: string;
}

/** A workflow that answers one question. */
export interface Question<T extends Workflow> {
  /** What the user waits for, in a few words. */
  readonly what: string;
  readonly start: (shared: SharedOptions) => Promise<WorkflowHandle<T>>;
}

/** Starts a workflow and waits for its answer; says so where no worker is there to give it. */
export async function runWorkflow<T extends Workflow>(
  call: Call,
  client: Client,
  { what, start }: Question<T>,
): Promise<WorkflowResultType<T>> {
  const { terminal } = call;
  const handle = await start({ taskQueue, staticSummary: what });
  if (terminal.stderr.isTTY) print(terminal.stderr, `${what} …`);
  const notice = setTimeout(() => void warnWithoutWorker(call, client), 3000);
  try {
    return await awaitResult(client, handle, new AbortController().signal);
  } finally {
    clearTimeout(notice);
  }
}

async function warnWithoutWorker({ terminal }: Call, client: Client): Promise<void> {
  if (await hasWorker(client)) return;
  print(terminal.stderr, 'No worker is running; the answer comes when one does: `slipway dev` or `slipway worker`.');
}
