import { activityInfo, getClient } from '@temporalio/activity';
import { jobWaitsSignal } from '../src/model/names.ts';
import type { JobWait } from '../src/model/task.ts';
import type { JobProgress } from '../src/remote/remote.ts';
import { saidWait } from '../src/steps/records.ts';

/** A bound for progress, which is told to everybody who watches. */
const longest = 200;

/**
 * Passes progress of a job on. Where the job begins to wait for something on its host, for something else, or goes on, the workflow
 * of the node is told, once each. It is for people alone: what cannot be told is no reason to fail.
 */
export function tellingWaits(step: string, report: (progress: JobProgress) => void): (progress: JobProgress) => void {
  const { workflowExecution, attempt } = activityInfo();
  const client = getClient();
  // What the attempt before has told may be true no more.
  let told = attempt === 1 ? '' : undefined;
  let telling: Promise<unknown> = Promise.resolve();
  return (progress) => {
    const waitsFor = saidWait(progress.line)?.slice(0, longest);
    report(waitsFor === undefined ? progress : { ...progress, line: waitsFor });
    if (!workflowExecution || told === (waitsFor ?? '')) return;
    told = waitsFor ?? '';
    const { workflowId, runId } = workflowExecution;
    const wait: JobWait = { step, waitsFor: told };
    telling = telling
      .then(() => client.workflow.getHandle(workflowId, runId).signal(jobWaitsSignal, wait))
      .catch(() => undefined);
  };
}
