import { SlipwayError } from '../model/failure.ts';
import type { FailureCode } from '../model/failure.ts';
import type { JobEnd, JobRefused } from './job-reply.ts';
import type { JobResult } from './remote.ts';

/** Signals by which a machine that shuts down ends its services. */
const politeSignals: ReadonlySet<string> = new Set(['TERM', 'HUP', 'INT']);

/** A job for messages. */
export interface JobContext {
  readonly host: string;
  readonly slot: string;
  readonly seconds: number;
}

/** How a job ended, or the failure that it means. `tail` goes into the failure. */
export function judgeEnd(end: JobEnd, job: JobContext, tail: string): JobResult['exit'] {
  const { host, slot } = job;
  if (end.how === 'exited') return { code: Number(end.status) };
  if (end.stopped) return { signal: end.status };
  const about = { host, tail: tail.slice(-4096) };
  if (end.why === 'timeout') {
    throw new SlipwayError('time-limit', `${slot} ran longer than ${job.seconds} s on ${host} and was stopped`, about);
  }
  if (end.why === 'success' && politeSignals.has(end.status)) {
    throw new SlipwayError(
      'job-interrupted',
      `${slot} was ended on ${host} by SIG${end.status}, as a shutdown does`,
      about,
    );
  }
  return { signal: end.status };
}

type FinalRefusal = Exclude<JobRefused['refused'], 'busy' | 'failed' | 'badhash'>;

const refusals: Readonly<Record<FinalRefusal, readonly [FailureCode, (job: JobContext, detail: string) => string]>> = {
  fenced: ['job-fenced', ({ host, slot }, detail) => `a newer attempt acts on ${slot} on ${host} (${detail})`],
  conflict: [
    'job-conflict',
    ({ host, slot }, detail) => `another version of ${slot} is running on ${host} (${detail})`,
  ],
  full: ['disk-full', ({ host }, detail) => `${host}: /var/lib/slipway has less than 100 MiB of room (MiB ${detail})`],
  nosystemd: ['systemd-missing', ({ host }) => `${host} does not run systemd, or has no systemd-run`],
  refused: ['systemd-missing', ({ host }, detail) => `${host}: systemd-run failed: ${detail}`],
};

/** The failure of a refusal, or undefined where the verb is worth repeating. */
export function refusalOf({ refused, detail }: JobRefused, job: JobContext): SlipwayError | undefined {
  if (refused === 'busy' || refused === 'failed' || refused === 'badhash') return undefined;
  const [code, message] = refusals[refused];
  return new SlipwayError(code, message(job, detail), { host: job.host });
}

/** A job that had begun and of which nothing is left: no process and no result. */
export function lostJob({ host, slot }: JobContext, tail: string): SlipwayError {
  const message = `${slot} had begun on ${host} and is neither running nor finished: the host lost it`;
  return new SlipwayError('job-lost', message, { host, tail: tail.slice(-4096) });
}
