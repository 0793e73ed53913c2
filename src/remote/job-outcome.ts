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
}

/** How a job with that many `seconds` ended, or the failure that it means. `tail` goes into the failure. */
export function judgeEnd(end: JobEnd, job: JobContext & { readonly seconds: number }, tail: string): JobResult['exit'] {
  const { host, slot, seconds } = job;
  if (end.how === 'exited') return { code: Number(end.status) };
  if (end.stopped) return { signal: end.status };
  const about = { host, tail: tail.slice(-4096) };
  if (end.why === 'timeout') {
    throw new SlipwayError('time-limit', `${slot} ran longer than ${seconds} s on ${host} and was stopped`, about);
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

type Refusal = readonly [FailureCode, (job: JobContext, detail: string) => string];

const refusals: Readonly<Record<JobRefused['refused'], Refusal>> = {
  fenced: ['job-fenced', ({ host, slot }, detail) => `a newer attempt acts on ${slot} on ${host} (${detail})`],
  conflict: [
    'job-conflict',
    ({ host, slot }, detail) => `another version of ${slot} is running on ${host} (${detail})`,
  ],
  full: [
    'disk-full',
    ({ host }, detail) => `${host}: ${detail} are free for /var/lib/slipway; a job needs 100 MiB and 1000 inodes`,
  ],
  failed: ['state-unwritable', ({ host }, detail) => `${host} cannot write ${detail}`],
  nosystemd: ['systemd-missing', ({ host }) => `${host} does not run systemd, or has no systemd-run`],
  refused: ['systemd-missing', ({ host }, detail) => `${host}: systemd-run failed: ${detail}`],
  stopping: ['connection-lost', ({ host }) => `${host} is shutting down`],
  silent: ['connection-lost', ({ host }, detail) => `systemd does not answer on ${host}: ${detail}`],
  busy: ['connection-lost', ({ host, slot }) => `something else acts on ${slot} on ${host} at the moment`],
  unbegun: ['connection-lost', ({ host, slot }) => `${slot} was started on ${host} and did not begin`],
  badhash: ['connection-lost', ({ host, slot }) => `the script of ${slot} did not arrive whole on ${host}`],
};

/** The failure of a refusal; `connection-lost` where the verb is worth repeating. */
export function refusalOf({ refused, detail }: JobRefused, job: JobContext): SlipwayError {
  const [code, message] = refusals[refused];
  return new SlipwayError(code, message(job, detail), { host: job.host });
}

/** A job that had begun and of which nothing is left: no process and no result. */
export function lostJob({ host, slot }: JobContext, tail: string): SlipwayError {
  const message = `${slot} had begun on ${host} and is neither running nor finished: the host lost it`;
  return new SlipwayError('job-lost', message, { host, tail: tail.slice(-4096) });
}
