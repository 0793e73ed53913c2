import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { jobUnit } from '../../../src/remote/job-unit.ts';
import { inMemory, job, onDisk, places, poll, put, useJobFolders } from '../../support/job-files.ts';

useJobFolders();

/** Runs what systemd would run for the job. */
function unit(word: 'begin' | 'end', environment: Readonly<Record<string, string>> = {}): number | null {
  const [mine, memory] = [dirname(inMemory('rc')), dirname(dirname(inMemory('rc')))];
  put(onDisk('unit'), `job=${dirname(onDisk('rc'))} mine=${mine} memory=${memory}\n${jobUnit().text}\n`);
  const env = { PATH: process.env['PATH'], INVOCATION_ID: 'first', ...environment };
  const { status, stderr } = spawnSync('/bin/sh', [onDisk('unit'), word], { env });
  expect(stderr.toString()).toBe('');
  return status;
}

const kill = { EXIT_CODE: 'killed', EXIT_STATUS: 'KILL', SERVICE_RESULT: 'signal' };
const killed = (invocation: string) => ({ INVOCATION_ID: invocation, ...kill });

describe('what systemd runs for a job', () => {
  beforeEach(() => {
    mkdirSync(`${places.memory}/${job.slot}/${job.id}`, { recursive: true });
    put(onDisk('rc.new'), `${' '.repeat(126)}\n`);
  });

  test('runs the script once, however often it is begun', () => {
    put(onDisk('script'), 'echo said; exit 7');
    expect([unit('begin'), unit('begin', { INVOCATION_ID: 'second' })]).toEqual([7, 75]);
    expect(poll()).toMatchObject({ state: 'done', size: 5, output: Buffer.from('said\n'), end: { status: '7' } });
  });

  test('tells how a script ended that was killed with everything around it', () => {
    put(onDisk('claim'), '10.00 boot first\n');
    put(onDisk('out'), 'half');
    unit('end', killed('first'));
    expect(poll()).toMatchObject({ state: 'done', size: 4, end: { how: 'killed', status: 'KILL', why: 'signal' } });
  });

  test('tells nothing of a job that another invocation has claimed', () => {
    put(onDisk('claim'), '10.00 boot first\n');
    unit('end', killed('second'));
    expect(existsSync(onDisk('rc'))).toBe(false);
  });

  test.each([['on disk', onDisk] as const, ['in memory', inMemory] as const])(
    'leaves a record %s as it is',
    (_where, place) => {
      put(onDisk('claim'), '10.00 boot first\n');
      put(place('rc'), 'exited 0 success 10.00 12.50 0\n');
      unit('end', killed('first'));
      expect(poll()).toMatchObject({ state: 'done', end: { how: 'exited', status: '0' } });
    },
  );

  test('keeps the end of much output, and its offsets, and gives the room of the rest back', () => {
    put(onDisk('script'), 'yes | head -c 100000000; printf end');
    unit('begin');
    const { size, blocks } = statSync(onDisk('out'));
    expect(size).toBe(100_000_003);
    expect(blocks * 512).toBeLessThanOrEqual(16 * 1024 * 1024);
    const reply = poll(5);
    expect(reply).toMatchObject({ from: size - 65_536, size });
    expect(reply && 'output' in reply && reply.output.toString()).toBe(`\n${'y\n'.repeat(32_766)}end`);
  });

  test('leaves no secret behind', () => {
    put(inMemory('secrets/token'), 'secret');
    put(onDisk('script'), 'cat "$SLIPWAY_SECRETS/token"');
    unit('begin');
    expect(existsSync(inMemory('secrets'))).toBe(false);
    expect(readFileSync(onDisk('out'), 'utf8')).toBe('secret');
  });
});
