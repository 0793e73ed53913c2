import { SlipwayError } from '../../src/model/failure.ts';
import { identify, jobPlaces } from '../../src/remote/job-identity.ts';
import { answerOf } from '../../src/remote/job-reply.ts';
import { jobStart } from '../../src/remote/job-start.ts';
import { openRemote } from '../../src/remote/open-remote.ts';
import type { FollowOptions, Job, JobResult, Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import type { CuttingProxy } from './cutting-proxy.ts';
import { ledgerFolder } from './job-plan.ts';
import type { JobPlan } from './job-plan.ts';

/** The way of one job at a time to the host: through a proxy that cuts, and a second one that never does. */
export interface Lane {
  readonly proxy: CuttingProxy;
  /** Through the proxy. */
  readonly target: Target;
  /** Around it. */
  readonly direct: Target;
  readonly observer: Remote;
}

/** What was seen of one job; what must not be is in words. */
export interface JobReport {
  readonly plan: JobPlan;
  readonly deaths: number;
  readonly attached: number;
  readonly lost: number;
  readonly mismatches: readonly string[];
}

/** The last bytes of output that a result or a tombstone has, from a whole line on. */
function endOf(output: string, bytes: number): string {
  if (output.length <= bytes) return output;
  const end = output.slice(-bytes);
  return end.slice(end.indexOf('\n') + 1);
}

/** Does to one job all that its plan says. */
export async function fuzzJob(lane: Lane, plan: JobPlan): Promise<JobReport> {
  const mismatches: string[] = [];
  let [attempt, attached, lost] = [0, 0, 0];
  const expect = (what: string, seen: unknown, wanted: unknown): void => {
    const [left, right] = [JSON.stringify(seen), JSON.stringify(wanted)];
    if (left !== right) mismatches.push(`${what}: ${left?.slice(-200)} instead of ${right?.slice(-200)}`);
  };
  const next = (): Job => {
    attempt += 1;
    return { slot: plan.slot, script: plan.script, fence: attempt, seconds: 120 };
  };
  const judge = (what: string, result: JobResult, kept: number): void => {
    expect(`${what}: exit`, result.exit, plan.exit);
    expect(`${what}: bytes`, result.bytes, plan.output.length);
    expect(`${what}: tail`, result.tail, endOf(plan.output, kept));
  };
  const withWorkers = async <T>(count: number, work: (remotes: readonly Remote[]) => Promise<T>): Promise<T> => {
    const remotes = Array.from({ length: count }, hastyRemote);
    try {
      return await work(remotes);
    } finally {
      await Promise.all(remotes.map((remote) => remote.close()));
    }
  };
  const follow = async (remote: Remote, job: Job, options: FollowOptions = {}): Promise<JobResult> => {
    const result = await remote.follow(lane.target, job, options).catch((error: unknown) => {
      if (error instanceof SlipwayError && error.code === 'job-lost') lost += 1;
      throw error;
    });
    if (result.attached) attached += 1;
    return result;
  };

  if (plan.truncated !== undefined) {
    const cut = { ...identify(next()), text: plan.script.text.slice(0, plan.truncated - 1) };
    const start = { fence: attempt, seconds: 60, caller: 'cut', secrets: {}, offset: 0, wait: 0 };
    const { stdout } = await lane.observer.run(lane.direct, jobStart(cut, start, jobPlaces));
    expect('a script that arrived cut', answerOf(Buffer.from(stdout))?.state, 'badhash');
  }
  for (const milliseconds of plan.deaths) {
    await withWorkers(1, async ([remote]) => {
      if (remote) await dieFollowing(lane, { remote, milliseconds, job: next() });
    });
  }
  const job = next();
  const results = await withWorkers(plan.workers, (remotes) => {
    if (plan.kind !== 'stopped') return Promise.all(remotes.map((remote) => follow(remote, job)));
    return stopWhenBegun(lane, { job, remotes, follow });
  });
  for (const result of results) judge('the result', result, 65_536);
  await withWorkers(1, async ([remote]) => {
    if (!remote) return;
    if (plan.stale && job.fence > 1) {
      const stale = { ...job, fence: job.fence - 1 };
      expect('a stale start', await codeOf(remote.follow(lane.target, stale)), 'job-fenced');
      expect(
        'a stale start of the next run',
        await codeOf(remote.follow(lane.target, { ...stale, run: 2 })),
        'job-fenced',
      );
      expect('a stale stop', await codeOf(remote.stop(lane.target, job.slot, stale.fence)), 'job-fenced');
    }
    if (!plan.acknowledged) return judge('a late attempt', await follow(remote, next()), 65_536);
    await remote.acknowledge(lane.target, next());
    judge('a late attempt after the acknowledgement', await follow(remote, next()), 4096);
  });
  return { plan, deaths: plan.deaths.length, attached, lost, mismatches };
}

/** A Remote that notices a dead connection soon and comes back soon. */
export function hastyRemote(): Remote {
  return openRemote({ environment: {}, keepaliveSeconds: 2, handshakeSeconds: 10, busyMilliseconds: 20 });
}

/** Follows a job until the worker dies: its connections break, and nobody listens any more. */
async function dieFollowing(
  lane: Lane,
  about: { readonly remote: Remote; readonly job: Job; readonly milliseconds: number },
): Promise<void> {
  const death = new AbortController();
  const timer = setTimeout(() => {
    lane.proxy.cutAll();
    death.abort(new Error('the worker died'));
  }, about.milliseconds);
  // The job may end before the worker dies, which is as good.
  await about.remote.follow(lane.target, about.job, { signal: death.signal }).catch((error: unknown) => {
    if (!death.signal.aborted) throw error;
  });
  clearTimeout(timer);
}

/** Follows a job to the line before its sleep, and stops it by a worker of its own. */
async function stopWhenBegun(
  lane: Lane,
  about: {
    readonly job: Job;
    readonly remotes: readonly Remote[];
    readonly follow: (remote: Remote, job: Job, options: FollowOptions) => Promise<JobResult>;
  },
): Promise<readonly JobResult[]> {
  const { job, remotes, follow } = about;
  const results = Promise.all(remotes.map((remote) => follow(remote, job, {})));
  results.catch(() => undefined);
  await untilSleeping(lane, job.slot);
  const stopper = hastyRemote();
  try {
    await stopper.stop(lane.target, job.slot, job.fence);
  } finally {
    await stopper.close();
  }
  return results;
}

async function untilSleeping(lane: Lane, slot: string): Promise<void> {
  const ledger = `${ledgerFolder}/${slot}`;
  const { code } = await lane.observer.run(
    lane.direct,
    sh`for try in $(seq 300); do if grep -qx ended ${ledger} 2> /dev/null; then exit 0; fi; sleep 0.1; done; exit 1`,
  );
  if (code !== 0) throw new Error(`${slot} did not come to its sleep`);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof SlipwayError) return error.code;
    throw error;
  }
}
