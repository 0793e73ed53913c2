import { randomBytes } from 'node:crypto';
import type { Shell } from '../shell/sh.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { checkFence, identify, jobPlaces } from './job-identity.ts';
import { judgeEnd, lostJob, refusalOf } from './job-outcome.ts';
import { jobPoll } from './job-poll.ts';
import { parseJobReply } from './job-reply.ts';
import type { JobSeen } from './job-reply.ts';
import { jobStart } from './job-start.ts';
import { emptyTail, extendTail, lastLine, tailText } from './job-tail.ts';
import { persist } from './patience.ts';
import type { FollowOptions, Job, JobResult, Target } from './remote.ts';
import { runScript } from './run-script.ts';

/** Seconds that the host holds back an answer while nothing happens. */
const waitSeconds = 15;
/** Seconds a verb may take beyond its wait: systemd may be busy. */
const graceSeconds = 45;
const defaultPatience = 600;

/** Starts a job or attaches to it, and follows it to its end: see `Remote.follow`. */
export async function followJob(
  pool: ConnectionPool,
  { target, job }: { readonly target: Target; readonly job: Job },
  { signal, onProgress, patience = defaultPatience }: FollowOptions,
): Promise<JobResult> {
  const host = target.host.name;
  const identity = identify(job);
  const secrets = Object.values(job.secrets ?? {});
  const context = { host, slot: job.slot, seconds: job.seconds };
  const ask = (script: () => Shell): Promise<JobSeen> =>
    persist({ host, seconds: patience, signal }, async () => {
      const about = { script: script(), seconds: waitSeconds + graceSeconds, signal, waits: true };
      const { code, stdout } = await runScript(pool, target, about);
      const reply = parseJobReply(stdout);
      if (reply && 'refused' in reply) throw refusalOf(reply, context);
      // Where the host ended the verb, its answer may have been cut anywhere.
      return code === 0 ? reply : undefined;
    });

  let tail = emptyTail;
  const caller = randomBytes(16).toString('hex');
  const start = { fence: checkFence(job.fence), seconds: Math.ceil(job.seconds), caller, secrets: job.secrets ?? {} };
  let seen = await ask(() => jobStart(identity, { ...start, offset: 0, wait: waitSeconds }, jobPlaces));
  const { attached } = seen;
  for (;;) {
    tail = extendTail(tail, seen);
    if (seen.end) {
      const text = tailText(tail, secrets);
      const seconds = Math.round((seen.end.ended - seen.end.began) * 100) / 100;
      const exit = judgeEnd(seen.end, context, text);
      return { exit, tail: text, bytes: seen.size, truncated: tail.bytes.length < seen.size, seconds, attached };
    }
    if (seen.state !== 'running') throw lostJob(context, tailText(tail, secrets));
    onProgress?.({
      slot: job.slot,
      hash: identity.id,
      fence: job.fence,
      offset: tail.offset,
      line: lastLine(tail, secrets),
    });
    const { offset } = tail;
    seen = await ask(() => jobPoll(identity, { offset, wait: waitSeconds }, jobPlaces));
  }
}
