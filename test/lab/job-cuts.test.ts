import { afterAll, beforeAll, expect, test } from 'vitest';
import { identify, jobPlaces } from '../../src/remote/job-identity.ts';
import { answerOf } from '../../src/remote/job-reply.ts';
import { jobStart } from '../../src/remote/job-start.ts';
import type { Job, Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { openCuttingProxy } from '../fuzz/cutting-proxy.ts';
import type { Cut, CuttingProxy } from '../fuzz/cutting-proxy.ts';
import { fuzzTarget, tolerateCuts } from '../fuzz/fuzz-host.ts';
import { fuzzJobs, throughProxy } from '../fuzz/fuzz-jobs.ts';
import { violationsOf } from '../fuzz/fuzz-table.ts';
import { endWorkers, failureOf, followed, marked, runsOf, worker } from './remote-hosts.ts';
import { lab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;
let target: Target;
let at: Remote;

beforeAll(async () => {
  site = await testSite('jobs');
  await lab(...site.up);
  target = fuzzTarget(site.output);
  await tolerateCuts(target);
  at = worker();
});
afterAll(async () => {
  await endWorkers();
  await site.end();
});

/** A job that is started, and asked for more than once: it says something every now and then. */
const talker = (slot: string): Job => marked(slot, 'for word in one two three; do sleep 0.3; echo $word; done; exit 3');

const told = { exit: { code: 3 }, tail: 'begun\none\ntwo\nthree\n', bytes: 20, truncated: false };

/** Follows the job over a connection that is cut once. */
async function followCut(slot: string, cut: Cut): Promise<CuttingProxy['seen']> {
  const proxy = await openCuttingProxy({ address: target.host.address, port: 22 }, (number) =>
    number === 0 ? cut : undefined,
  );
  const remote = worker();
  try {
    const way = throughProxy({ folder: `${site.output}/proxies`, target }, proxy.port);
    expect(await remote.follow(way, talker(slot))).toMatchObject(told);
    expect(await runsOf(at, target, slot)).toBe(1);
    return proxy.seen;
  } finally {
    await remote.close();
    proxy.close();
  }
}

test.each(['sent', 'received'] as const)(
  'a connection that is cut after any byte %s costs neither the job nor its output',
  async (after) => {
    // How often a follower asks, and so how much is said, varies: cuts beyond the least of it would seldom come about.
    const wholes = await Promise.all([1, 2, 3].map((one) => followCut(`whole-${after}-${one}`, undefined)));
    const least = Math.min(...wholes.map((seen) => seen[after]));
    const cuts = 60;
    const offsets = Array.from({ length: cuts }, (_, cut) => Math.ceil(((cut + 1) * least) / (cuts + 1)));
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async (_, lane) => {
        for (const bytes of offsets.filter((_offset, index) => index % 6 === lane)) {
          seen.push((await followCut(`cut-${after}-${bytes}`, { after, bytes })).cuts);
        }
      }),
    );
    // A follower that has to wait less may come to its end before the last of them.
    expect(seen.filter((cut) => cut === 1).length).toBeGreaterThan(cuts * 0.8);
  },
);

test('a script of which a part arrived is refused, and the whole one then runs', async () => {
  const job = marked('truncated', 'echo whole; exit 6');
  for (const length of [0, 1, 10, job.script.text.length - 1]) {
    const cut = { ...identify(job), text: job.script.text.slice(0, length) };
    const start = { fence: 1, seconds: 60, caller: 'cut', secrets: {}, offset: 0, wait: 0 };
    const { stdout } = await at.run(target, jobStart(cut, start, jobPlaces));
    expect(answerOf(Buffer.from(stdout))).toMatchObject({ state: 'badhash' });
  }
  expect(await runsOf(at, target, 'truncated')).toBe(0);
  expect(await at.follow(target, job)).toMatchObject({ exit: { code: 6 }, tail: 'begun\nwhole\n', attached: false });
});

test('of twenty versions of a job that start at once each runs once, and no two at a time', async () => {
  const alone = 'mkdir /root/alone || echo overlap; sleep 0.1; rmdir /root/alone';
  const patient = async (job: Job): Promise<string> => {
    for (;;) {
      try {
        return (await at.follow(target, job)).tail;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'job-conflict')) throw error;
      }
    }
  };
  const versions = Array.from({ length: 20 }, (_, version) => marked('versions', `${alone}; echo ${version}`));
  const tails = await Promise.all(versions.map(patient));
  expect(tails).toEqual(versions.map((_, version) => `begun\n${version}\n`));
  expect(await runsOf(at, target, 'versions')).toBe(20);
});

test('a job outlives a restart of sshd, the death of its sessions, and systemd executing itself anew', async () => {
  const job = marked('upheaval', 'sleep 6; echo ended');
  const { begun, result } = followed(at, target, job);
  await begun;
  await at.run(target, sh`systemctl daemon-reexec`);
  await at.run(target, sh`systemctl restart ssh`);
  await failureOf(at.run(target, sh`pkill -KILL sshd-session; sleep 1`));
  expect(await result).toMatchObject({ exit: { code: 0 }, tail: 'begun\nended\n', attached: false });
  expect(await runsOf(at, target, 'upheaval')).toBe(1);
});

test('jobs whose connections break at random run once and tell the truth', async () => {
  const jobs = Array.from({ length: 40 }, (_, index) => index);
  const report = await fuzzJobs({ seed: 4, jobs, lanes: 6, target, folder: `${site.output}/fuzz` });
  expect(violationsOf(report)).toEqual([]);
  expect(report.executions.size).toBe(jobs.length);
  expect(report.cuts).toBeGreaterThan(jobs.length);
});
