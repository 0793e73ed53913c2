import { activityInfo, cancellationDetails, cancellationSignal } from '@temporalio/activity';
import { SlipwayError } from '../src/model/failure.ts';
import type { FailureCode } from '../src/model/failure.ts';
import type { StepOutcome } from '../src/model/result.ts';
import type { JobTask } from '../src/model/task.ts';
import { hostStepById } from '../src/phases/catalogue.ts';
import type { Job, JobResult, Target } from '../src/remote/remote.ts';
import { compileJob } from '../src/steps/compile.ts';
import type { HostStep } from '../src/steps/define-step.ts';
import { saidFailure, saidOutcome } from '../src/steps/records.ts';
import { contextOf, targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';
import { withTicket } from './join-ticket.ts';

/** Attempts of one scheduling that a fence leaves room for. */
const attemptsPerFence = 100;

/** Ends of a job that say nothing about its effect: the host went away under it, or its time was up. */
const endings: ReadonlySet<FailureCode> = new Set(['job-lost', 'job-interrupted', 'time-limit']);

/** Runs one detached step on the host, or goes on following it where an earlier attempt started it. */
export async function runJob(deps: Dependencies, task: JobTask): Promise<StepOutcome> {
  const step = hostStepById(task.step);
  const target = targetOf(task.settings, task.host);
  return failingAs({ host: task.host.name, step: step.id }, () =>
    withTicket(deps, step, task, async (secrets) => {
      const job: Job = {
        slot: `${task.settings.name}-${step.id}`,
        script: compileJob(step, contextOf(task)),
        fence: task.fence * attemptsPerFence + activityInfo().attempt,
        run: task.fence,
        seconds: step.seconds,
        ...(secrets ? { secrets } : {}),
      };
      const result = await follow(deps, target, job);
      await deps.remote.acknowledge(target, job);
      return outcomeOf(step, result);
    }),
  );
}

/** A cancelled build stops the job with everything it started; a worker that shuts down leaves it to the next one. */
async function follow({ remote }: Dependencies, target: Target, job: Job): Promise<JobResult> {
  try {
    return await withHeartbeats<JobResult, object>({ slot: job.slot }, (report) =>
      remote.follow(target, job, { signal: cancellationSignal(), onProgress: report }),
    );
  } catch (error) {
    if (cancellationDetails()?.cancelRequested) await remote.stop(target, job.slot, job.fence);
    // Acknowledged, the next attempt may run it again: its check comes first, so that what was done is not done twice.
    else if (error instanceof SlipwayError && endings.has(error.code)) await remote.acknowledge(target, job);
    throw error;
  }
}

function outcomeOf(step: HostStep, { exit, tail, seconds }: JobResult): StepOutcome {
  const said = saidOutcome(tail);
  if ('code' in exit && exit.code === 0 && said)
    return { step: step.id, ...said, remoteMs: Math.round(seconds * 1000) };
  const named = saidFailure(tail);
  const code = named?.code ?? step.classify?.(tail) ?? step.failure ?? 'step-failed';
  const end = 'code' in exit ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  throw new SlipwayError(code, `${step.title}: ${named?.message ?? end}`, { step: step.id, tail: tail.slice(-4096) });
}
