import type { Shell } from '../shell/sh.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { identify, jobPlaces } from './job-identity.ts';
import { jobAcknowledge } from './job-acknowledge.ts';
import { refusalOf } from './job-outcome.ts';
import { answerOf, refusedIn } from './job-reply.ts';
import { jobStop } from './job-stop.ts';
import { persist } from './patience.ts';
import type { Job, Target } from './remote.ts';
import { runScript } from './run-script.ts';

/** Seconds that a verb may take: ten of them are a job's own to end politely. */
const verbSeconds = 60;
/** Seconds without an answer: a host that restarts is back by then. */
const patienceSeconds = 120;

/** Stops what runs in a slot: see `Remote.stop`. */
export async function stopJob(
  pool: ConnectionPool,
  target: Target,
  { slot, fence }: { readonly slot: string; readonly fence: number },
): Promise<boolean> {
  return (await control(pool, target, { slot, script: jobStop(slot, fence, jobPlaces) })) === 'stopped';
}

/** Acknowledges the end of a job: see `Remote.acknowledge`. */
export async function acknowledgeJob(
  pool: ConnectionPool,
  { target, job }: { readonly target: Target; readonly job: Job },
  { forget }: { readonly forget: boolean },
): Promise<void> {
  const { slot, fence } = job;
  const state = await control(pool, target, {
    slot,
    script: jobAcknowledge(identify(job), { fence, forget }, jobPlaces),
  });
  if (state === 'running')
    throw new Error(`${slot} is still running on ${target.host.name}: there is nothing to acknowledge`);
}

async function control(
  pool: ConnectionPool,
  target: Target,
  { slot, script }: { readonly slot: string; readonly script: Shell },
): Promise<string> {
  const host = target.host.name;
  const { state } = await persist({ host, seconds: patienceSeconds }, async () => {
    const answer = answerOf((await runScript(pool, target, { script, seconds: verbSeconds })).stdout);
    const refused = answer && refusedIn(answer);
    if (refused) throw refusalOf(refused, { host, slot });
    return answer;
  });
  return state;
}
