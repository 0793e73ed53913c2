import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleEnd, settleLost } from '../../activities/settle-job.ts';
import type { StepRun } from '../../activities/settle-job.ts';
import type { Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { compileJob } from '../../src/steps/compile.ts';
import { defineStep } from '../../src/steps/define-step.ts';
import type { HostStep } from '../../src/steps/define-step.ts';
import { fuzzTarget } from '../fuzz/fuzz-host.ts';
import { contextFor, ubuntu } from '../support/fixtures.ts';
import { endWorkers, failureOf, followed, runsOf, worker } from './remote-hosts.ts';
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
  at = worker();
});
afterAll(async () => {
  await endWorkers();
  await site.end();
});

const context = contextFor('cp-1', ubuntu);

/** A step that hangs the first time it is applied; from the second time on it brings its effect about. */
function hanging(id: string, policy: Pick<HostStep, 'lost' | 'unsafe'>): HostStep {
  const effect = `/root/effect-${id}`;
  return defineStep({
    id,
    kind: 'job',
    title: `Bring about ${id}`,
    why: 'It is tried here.',
    applies: () => true,
    check: () => sh`[ -e ${effect} ] || need "there is no ${{ text: effect }}"`,
    apply: () => sh`
      echo ran >> ${`/root/${id}`}
      if [ "$(wc -l < ${`/root/${id}`})" = 1 ]; then sync; echo begun; sleep 86394; fi
      touch ${effect}`,
    undo: { kept: 'it is a fixture' },
    seconds: 300,
    ...policy,
  });
}

const runOf = (step: HostStep, fence: number): StepRun => ({
  target,
  step,
  at: context,
  job: { slot: step.id, script: compileJob(step, context), fence, seconds: 300 },
});

const rerun = hanging('rerun', { lost: 'rerun' });
const found = hanging('found', { lost: 'probe' });
const missing = hanging('missing', { lost: 'probe', unsafe: () => sh`[ ! -e /root/half-made ] || cannot "half made"` });
const unsafe = hanging('unsafe', { lost: 'probe', unsafe: () => sh`[ ! -e /root/unsafe ] || cannot "half made"` });
const fail = hanging('fail', { lost: 'fail' });

/** What becomes of a step after its job was lost. */
const settled = async (step: HostStep, lost: Promise<unknown>) => settleLost(at, runOf(step, 1), await failureOf(lost));

/** The outcome of a further attempt. */
const again = async (step: HostStep) => {
  const run = runOf(step, 2);
  return settleEnd(at, run, await at.follow(target, run.job));
};

test('after a power cut each policy does what it says', async () => {
  const jobs = [rerun, found, missing, unsafe, fail].map((step) => followed(at, target, runOf(step, 1).job));
  const lost = jobs.map(({ result }) => failureOf(result));
  await Promise.all(jobs.map(({ begun }) => begun));
  // The effect of one is there, though its job never came to its end; what another has half made makes it unsafe.
  await at.run(target, sh`touch /root/effect-found /root/unsafe; sync`);
  await lab('kill', 'j-1');
  await lab('start', 'j-1');
  expect((await Promise.all(lost)).map(({ code }) => code)).toEqual(lost.map(() => 'job-lost'));
  const lose = (step: HostStep) => settled(step, at.follow(target, runOf(step, 1).job));

  expect(await failureOf(lose(rerun))).toMatchObject({ code: 'job-lost' });
  expect(await again(rerun)).toMatchObject({ outcome: 'changed', detail: 'there is no /root/effect-rerun' });

  expect(await lose(found)).toMatchObject({
    step: 'found',
    outcome: 'changed',
    detail: expect.stringContaining('job-lost'),
  });

  expect(await failureOf(lose(missing))).toMatchObject({ code: 'job-lost' });
  expect(await again(missing)).toMatchObject({ outcome: 'changed' });

  const forbidden = await failureOf(lose(unsafe));
  expect(forbidden).toMatchObject({
    code: 'outcome-lost',
    step: 'unsafe',
    host: 'j-1',
    tail: expect.stringContaining('begun'),
  });
  expect(forbidden.message).toMatch(/the host lost it; half made$/);

  expect(await failureOf(lose(fail))).toMatchObject({ code: 'outcome-lost', step: 'fail' });
  // Nothing is forgotten of what a person must look at: also a late attempt runs nothing.
  for (const step of [unsafe, fail]) {
    expect((await failureOf(at.follow(target, runOf(step, 2).job))).code).toBe('job-lost');
  }
  const runs = [rerun, found, missing, unsafe, fail].map(({ id }) => runsOf(at, target, id));
  expect(await Promise.all(runs)).toEqual([2, 1, 2, 1, 1]);
});

test('after a shutdown too', async () => {
  const steps = [hanging('rerun-2', { lost: 'rerun' }), hanging('fail-2', { lost: 'fail' })] as const;
  const jobs = steps.map((step) => followed(at, target, runOf(step, 1).job));
  const ends = jobs.map(({ result }) => failureOf(result));
  await Promise.all(jobs.map(({ begun }) => begun));
  await lab('reboot', 'j-1');
  expect((await Promise.all(ends)).map(({ code }) => code)).toEqual(['job-interrupted', 'job-interrupted']);
  const codes = steps.map(async (step) => (await failureOf(settled(step, at.follow(target, runOf(step, 1).job)))).code);
  expect(await Promise.all(codes)).toEqual(['job-interrupted', 'outcome-lost']);
  expect(await again(steps[0])).toMatchObject({ outcome: 'changed' });
  expect((await failureOf(at.follow(target, runOf(steps[1], 2).job))).code).toBe('job-interrupted');
});

test('a late attempt of a step that is through gives the same outcome and runs nothing', async () => {
  const run = runOf(
    {
      ...hanging('through', { lost: 'rerun' }),
      apply: () => sh`echo ran >> /root/through; touch /root/effect-through`,
    },
    1,
  );
  const first = await settleEnd(at, run, await at.follow(target, run.job));
  expect(first).toMatchObject({ outcome: 'changed', detail: 'there is no /root/effect-through' });
  const late = { ...run, job: { ...run.job, fence: 2 } };
  expect(await settleEnd(at, late, await at.follow(target, late.job))).toEqual(first);
  expect(await runsOf(at, target, 'through')).toBe(1);
});

test.each([
  ['mirror-unreachable', 2],
  ['package-missing', 1],
])('a step that failed with %s has run %i times after a second attempt', async (code, runs) => {
  const step = {
    ...hanging(code, { lost: 'rerun' }),
    apply: () => sh`echo ran >> ${`/root/${code}`}; fail ${code} "said so"`,
  };
  for (const fence of [1, 2]) {
    const run = runOf(step, fence);
    const failure = await failureOf(at.follow(target, run.job).then((result) => settleEnd(at, run, result)));
    expect(failure).toMatchObject({ code, tail: expect.stringContaining('said so') });
  }
  expect(await runsOf(at, target, code)).toBe(runs);
});
