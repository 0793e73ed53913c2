import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jobAcknowledge } from '../../../src/remote/job-acknowledge.ts';
import { identify, jobPlaces } from '../../../src/remote/job-identity.ts';
import { jobPoll } from '../../../src/remote/job-poll.ts';
import { jobStart } from '../../../src/remote/job-start.ts';
import { jobStop } from '../../../src/remote/job-stop.ts';
import { jobUnit } from '../../../src/remote/job-unit.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { raw } from '../../../src/shell/sh.ts';
import { job, start } from '../../support/job-files.ts';

describe('every rendered script', () => {
  const secrets = { token: new Secret("a'b\nc") };
  test.each([
    ['start', jobStart(job, { ...start, secrets }, { state: '/s', memory: '/m' })],
    ['poll', jobPoll(job, { offset: 0, wait: 15 }, { state: '/s', memory: '/m' })],
    ['stop', jobStop(job.slot, 1, { state: '/s', memory: '/m' })],
    ['acknowledge', jobAcknowledge(job, { fence: 1, forget: false }, { state: '/s', memory: '/m' })],
    ['unit', jobUnit()],
  ])('%s is POSIX shell to dash and bash', (_name, script) => {
    for (const shell of [['dash'], ['bash', '--posix']]) {
      const [name = '', ...flags] = shell;
      expect(spawnSync(name, [...flags, '-n'], { input: script.text }).stderr.toString()).toBe('');
    }
  });
});

describe('what hosts and workers of other versions know', () => {
  const secrets = { token: new Secret('shown nowhere') };
  test.each([
    ['start', jobStart(job, { ...start, secrets }, jobPlaces)],
    ['poll', jobPoll(job, { offset: 0, wait: 15 }, jobPlaces)],
    ['stop', jobStop(job.slot, 1, jobPlaces)],
    ['acknowledge', jobAcknowledge(job, { fence: 1, forget: false }, jobPlaces)],
  ])('the verb %s is the one that was reviewed', async (name, script) => {
    await expect(`${script.text}\n`).toMatchFileSnapshot(`../../golden/jobs/${name}.sh`);
  });

  test('is never the time of day: a host whose clock is wrong or jumps changes nothing', () => {
    const verbs = ['start', 'poll', 'stop', 'acknowledge'].map((verb) =>
      readFileSync(new URL(`../../golden/jobs/${verb}.sh`, import.meta.url), 'utf8'),
    );
    for (const verb of verbs) expect(verb).not.toMatch(/\bdate\b|%\(|\bEPOCH/);
  });

  test.each([
    [1, 'c44090c3f318c724c480b810801ef297'],
    [2, '2f868925a90fcc2aeb0fd339e8bb179e'],
  ])('run %i of a script has the id that it has always had', (run, id) => {
    expect(identify({ slot: 'demo-step', script: raw('echo 1'), run }).id).toBe(id);
  });
});

describe('identity', () => {
  test('the same script in the same slot is the same job', () => {
    expect(identify({ slot: 'a', script: raw('x') }).id).toBe(identify({ slot: 'b', script: raw('x') }).id);
  });
  test('another script or another run is another job', () => {
    const ids = [identify({ slot: 'a', script: raw('x') }), identify({ slot: 'a', script: raw('y') })];
    expect(new Set([...ids, identify({ slot: 'a', script: raw('x'), run: 2 })].map(({ id }) => id)).size).toBe(3);
  });
  test.each(['', 'A', '1a', 'a/b', 'a b', '../x', 'a'.repeat(200)])('%j is no slot', (slot) => {
    expect(() => identify({ slot, script: raw('x') })).toThrow('slot');
  });
});
