import { join } from 'node:path';
import type { SshAccess } from '../../src/model/cluster.ts';
import { SlipwayError } from '../../src/model/failure.ts';
import { openRemote } from '../../src/remote/open-remote.ts';
import type { RemoteOptions } from '../../src/remote/open-remote.ts';
import type { FollowOptions, Job, JobProgress, JobResult, Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { lab } from './run-lab.ts';
import type { TestSite } from './test-site.ts';

/** The hosts of `sites/remote.yaml`: name and address, one of each family. */
export const remoteHosts: readonly (readonly [string, string])[] = [
  ['r-1', '10.93.0.11'],
  ['r-2', '10.93.0.12'],
];

const opened: Remote[] = [];

/** A Remote such as a worker has, which notices a dead connection within four seconds. */
export function worker(options: RemoteOptions = {}): Remote {
  const remote = openRemote({ environment: {}, keepaliveSeconds: 1, handshakeSeconds: 4, ...options });
  opened.push(remote);
  return remote;
}

/** Ends all connections of all workers. */
export async function endWorkers(): Promise<void> {
  await Promise.all(opened.splice(0).map((remote) => remote.close()));
}

/** A host of the site as its operator reaches it, who becomes root by a password. */
export function targetOf({ output }: TestSite, [name, address]: readonly [string, string]): Target {
  const ssh: SshAccess = {
    user: 'ops',
    port: 22,
    key: { file: join(output, 'id_ed25519') },
    knownHosts: join(output, 'known_hosts'),
    sudo: { password: { file: join(output, 'sudo_password') } },
  };
  return { host: { name, address, role: 'worker' }, ssh };
}

/** How often the job of a slot has begun, by the marks that `marked` leaves. */
export async function runsOf(at: Remote, target: Target, slot: string): Promise<number> {
  const { stdout } = await at.run(target, sh`cat ${`/root/${slot}`} 2> /dev/null | wc -l`);
  return Number(stdout);
}

/** A job that leaves a mark each time it begins, says so, and goes on with `then`. */
export function marked(slot: string, then: string, about: Partial<Job> = {}): Job {
  const script = { text: `echo ran >> /root/${slot}; sync /root/${slot}; echo begun\n${then}` };
  return { slot, script, fence: 1, seconds: 120, ...about };
}

/** A job that is being followed. */
export interface Followed {
  /** Settles when the job has said that it began. */
  readonly begun: Promise<void>;
  readonly result: Promise<JobResult>;
}

/** Follows a job and tells when it has begun. */
export function followed(at: Remote, target: Target, job: Job, options: FollowOptions = {}): Followed {
  let result: Promise<JobResult> | undefined;
  const begun = new Promise<void>((resolve, reject) => {
    const onProgress = ({ line }: JobProgress): void => (line === '' ? undefined : resolve());
    result = at.follow(target, job, { ...options, onProgress });
    result.then(() => resolve(), reject);
  });
  if (!result) throw new Error('a promise runs its function at once');
  return { begun, result };
}

/** Does `work` while a host is disturbed by one command of the lab, which another one undoes whatever happens. */
export async function during<T>(
  [disturb, undo]: readonly [string, string],
  host: string,
  work: () => Promise<T>,
): Promise<T> {
  await lab(disturb, host);
  try {
    return await work();
  } finally {
    await lab(undo, host);
  }
}

/** The failure that `work` must end in. */
export async function failureOf(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SlipwayError) return error;
  throw error;
}
