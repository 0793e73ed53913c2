import { activityInfo, cancellationDetails, cancellationSignal } from '@temporalio/activity';
import type { StepOutcome } from '../src/model/result.ts';
import type { JobTask } from '../src/model/task.ts';
import { hostStepById } from '../src/phases/catalogue.ts';
import type { Job, JobProgress, JobResult, Target } from '../src/remote/remote.ts';
import { compileJob } from '../src/steps/compile.ts';
import { contextOf, targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';
import { withTicket } from './join-ticket.ts';
import { tellingWaits } from './telling-waits.ts';
import { outcomeIsLost, settleEnd, settleLost } from './settle-job.ts';

/** Attempts of one scheduling that a fence leaves room for. */
const attemptsPerFence = 100;

/** Runs one detached step on the host, or goes on following it where an earlier attempt started it. */
export async function runJob(deps: Dependencies, task: JobTask): Promise<StepOutcome> {
  const step = hostStepById(task.step);
  const target = targetOf(task.settings, task.host);
  const slot = `${task.settings.name}-${step.id}`;
  return failingAs({ host: task.host.name, step: step.id }, () =>
    withHeartbeats<StepOutcome, object>({ slot }, (report) =>
      withTicket(deps, step, task, async (secrets) => {
        const at = contextOf(task);
        const job: Job = {
          slot,
          script: compileJob(step, at),
          fence: task.fence * attemptsPerFence + activityInfo().attempt,
          run: task.fence,
          seconds: step.seconds,
          ...(secrets ? { secrets } : {}),
        };
        const run = { target, job, step, at };
        const result = await follow(deps, run, tellingWaits(step.id, report)).catch((error: unknown) => {
          if (!outcomeIsLost(error) || cancellationDetails()?.cancelRequested) throw error;
          return settleLost(deps.remote, run, error);
        });
        return 'exit' in result ? settleEnd(deps.remote, run, result) : result;
      }),
    ),
  );
}

/** A cancelled build stops the job with everything it started; a worker that shuts down leaves it to the next one. */
async function follow(
  { remote }: Dependencies,
  { target, job }: { readonly target: Target; readonly job: Job },
  onProgress: (progress: JobProgress) => void,
): Promise<JobResult> {
  try {
    return await remote.follow(target, job, { signal: cancellationSignal(), onProgress });
  } catch (error) {
    if (cancellationDetails()?.cancelRequested) await remote.stop(target, job.slot, job.fence);
    throw error;
  }
}
