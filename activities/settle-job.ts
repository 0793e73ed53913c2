import { SlipwayError, failures } from '../src/model/failure.ts';
import type { FailureCode } from '../src/model/failure.ts';
import type { StepOutcome } from '../src/model/result.ts';
import type { Job, JobResult, Remote, Target } from '../src/remote/remote.ts';
import { compileProbe } from '../src/steps/compile.ts';
import type { HostStep, StepContext } from '../src/steps/define-step.ts';
import { parseRecords, saidFailure, saidOutcome } from '../src/steps/records.ts';

/** Ends of a job that say nothing about its effect: the host went away under it, or its time was up. */
const lostEnds: ReadonlySet<FailureCode> = new Set(['job-lost', 'job-interrupted', 'time-limit']);

/** True where nobody knows what a job has done. */
export function outcomeIsLost(error: unknown): error is SlipwayError {
  return error instanceof SlipwayError && lostEnds.has(error.code);
}

/** A step on its host, with the job that it runs as. */
export interface StepRun {
  readonly target: Target;
  readonly job: Job;
  readonly step: HostStep;
  readonly at: StepContext;
}

/**
 * The outcome of a step whose job has ended, which the host is told: from now on a late attempt finds the result. Where the
 * step failed in a way that is tried again, the host forgets the job, or the next attempt would find the same failure.
 */
export async function settleEnd(
  remote: Remote,
  { target, job, step }: StepRun,
  result: JobResult,
): Promise<StepOutcome> {
  const ended = outcomeOf(step, result);
  const failed = ended instanceof SlipwayError;
  await remote.acknowledge(target, job, { forget: failed && failures[ended.code].retry === 'again' });
  if (failed) throw ended;
  return ended;
}

function outcomeOf(step: HostStep, { exit, tail, seconds }: JobResult): StepOutcome | SlipwayError {
  const said = saidOutcome(tail);
  if ('code' in exit && exit.code === 0 && said)
    return { step: step.id, ...said, remoteMs: Math.round(seconds * 1000) };
  const named = saidFailure(tail);
  const code = named?.code ?? step.classify?.(tail) ?? step.failure ?? 'step-failed';
  const end = 'code' in exit ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return new SlipwayError(code, `${step.title}: ${named?.message ?? end}`, { step: step.id, tail: tail.slice(-4096) });
}

/**
 * What becomes of a step whose outcome is lost, by its policy. Gives the outcome where the effect is found; throws the
 * given error, which is tried again, once the host has forgotten the job, so that it may run again; throws
 * `outcome-lost`, which parks, where a person must look: then nothing is forgotten.
 */
export async function settleLost(
  remote: Remote,
  { target, job, step, at }: StepRun,
  error: SlipwayError,
): Promise<StepOutcome> {
  const park = (reason: string): SlipwayError =>
    new SlipwayError('outcome-lost', `${error.message}; ${reason}`, { ...about(error), step: step.id, cause: error });
  if (step.lost === 'fail') throw park('this step never runs again by itself');
  if (step.lost === 'probe') {
    const { stdout, milliseconds } = await remote.run(target, compileProbe(step, at));
    const [record] = parseRecords(stdout);
    if (record?.state === 'ok') {
      await remote.acknowledge(target, job);
      const detail = `found done after its outcome was lost (${error.code})`;
      return { step: step.id, outcome: 'changed', detail, remoteMs: Math.round(milliseconds) };
    }
    if (record?.state !== 'needed') throw park(record?.said || 'the host could not be looked at');
  }
  await remote.acknowledge(target, job);
  throw error;
}

function about({ host, tail }: SlipwayError): { host?: string; tail?: string } {
  return { ...(host === undefined ? {} : { host }), ...(tail === undefined ? {} : { tail }) };
}
