import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jobAcknowledge } from '../../../src/remote/job-acknowledge.ts';
import { answerOf, parseJobReply } from '../../../src/remote/job-reply.ts';
import { jobStart } from '../../../src/remote/job-start.ts';
import { jobStop } from '../../../src/remote/job-stop.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { raw } from '../../../src/shell/sh.ts';
import { ended, inMemory, job, onDisk, places, poll, program, put, run, start } from '../../support/job-files.ts';

describe('start', () => {
  test('a script that arrives otherwise than it was sent is refused and leaves nothing', () => {
    if (existsSync('/run/systemd/system')) return;
    const cut = jobStart({ ...job, text: job.text.slice(0, -3) }, start, places);
    const text = cut.text.replace('[ ! -d /run/systemd/system ]', 'false').replace('command -v systemd-run', ':');
    expect(parseJobReply(run(raw(text)))).toEqual({ refused: 'badhash', detail: '' });
    expect(existsSync(onDisk('script'))).toBe(false);
  });

  test('an older fence is refused before anything happens', () => {
    put(join(places.state, job.slot, 'fence'), '7\n');
    expect(parseJobReply(run(jobStart(job, start, places)))).toEqual({ refused: 'fenced', detail: 'known=7' });
    expect(existsSync(onDisk('script'))).toBe(false);
  });

  test('a finished job is not started again: its result is the answer', () => {
    ended('exited 0 success', 'done before\n');
    expect(parseJobReply(run(jobStart(job, start, places)))).toMatchObject({ state: 'done', attached: true });
    expect(existsSync(onDisk('script'))).toBe(false);
  });

  test('a host without systemd is told so', () => {
    if (existsSync('/run/systemd/system')) return;
    expect(parseJobReply(run(jobStart(job, start, places)))).toMatchObject({ refused: 'nosystemd' });
  });

  test('a secret is in no argument, and its name cannot leave its folder', () => {
    const secrets = { token: new Secret('top secret value') };
    expect(jobStart(job, { ...start, secrets }, places).text).not.toContain('top secret value');
    expect(() => jobStart(job, { ...start, secrets: { '../x': new Secret('y') } }, places)).toThrow('file name');
  });
});

describe('acknowledge', () => {
  const acknowledge = () => answerOf(run(jobAcknowledge(job, 4, places)))?.state;

  test('keeps the result of a job that ended by itself, and a late start finds it', () => {
    ended('exited 0 success', 'text');
    put(onDisk('script'), 'x');
    put(inMemory('rc'), 'x');
    expect(acknowledge()).toBe('kept');
    expect([existsSync(onDisk('out')), existsSync(onDisk('script')), existsSync(inMemory('rc'))]).toEqual([
      false,
      false,
      false,
    ]);
    expect(parseJobReply(run(jobStart(job, { ...start, fence: 5 }, places)))).toMatchObject({
      state: 'done',
      size: 4,
      output: Buffer.alloc(0),
    });
  });

  test('saves a record that was only in memory', () => {
    ended('exited 0 success');
    rmSync(onDisk('rc'));
    put(inMemory('rc'), 'exited 0 success 10.00 12.50 0\n');
    expect(acknowledge()).toBe('kept');
    expect(readFileSync(onDisk('rc'), 'utf8')).toContain('exited 0');
  });

  test.each(['killed TERM success', 'killed TERM timeout', 'killed HUP success'])(
    'forgets a job that was %s',
    (record) => {
      ended(record);
      expect(acknowledge()).toBe('forgotten');
      expect(poll()).toMatchObject({ state: 'absent' });
    },
  );

  test('forgets a lost job', () => {
    put(onDisk('claim'), '10.00 boot invocation\n');
    expect(acknowledge()).toBe('forgotten');
  });

  test('keeps a job that was stopped on purpose', () => {
    ended('killed TERM success');
    put(onDisk('stopped'), '3\n');
    expect(acknowledge()).toBe('kept');
  });

  test('leaves a running job alone', () => {
    program('systemctl', 'echo ActiveState=active');
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    expect(acknowledge()).toBe('running');
    expect(existsSync(onDisk('claim'))).toBe(true);
  });
});

describe('stop', () => {
  test('says where nothing runs', () => {
    expect(answerOf(run(jobStop(job.slot, 1, places)))?.state).toBe('none');
  });

  test('stops what runs, and gives the same answer when it is asked again', () => {
    put(join(places.memory, job.slot, 'current'), `${job.id}\n`);
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    program(
      'systemctl',
      `if [ "$1" = stop ]; then echo 'killed TERM success 10 11 0' > ${onDisk('rc')}; else echo ActiveState=active; fi`,
    );
    expect(answerOf(run(jobStop(job.slot, 8, places)))?.state).toBe('stopped');
    expect(answerOf(run(jobStop(job.slot, 8, places)))?.state).toBe('stopped');
    expect(poll()).toMatchObject({ state: 'done', end: { stopped: true } });
    expect(answerOf(run(jobStop(job.slot, 9, places)))?.state).toBe('none');
  });

  test('an older fence is refused', () => {
    put(join(places.state, job.slot, 'fence'), '7\n');
    expect(answerOf(run(jobStop(job.slot, 6, places)))).toMatchObject({ state: 'fenced', detail: 'known=7' });
  });
});

describe('a disk', () => {
  const full = (): void => program('stat', 'if [ "$1" = -f ]; then echo 10 4096; else /usr/bin/env -i stat "$@"; fi');

  test('without room refuses a start, with the MiB that are left', () => {
    if (existsSync('/run/systemd/system')) return;
    full();
    const text = jobStart(job, start, places).text.replace('[ ! -d /run/systemd/system ]', 'false');
    expect(parseJobReply(run(raw(text.replace('command -v systemd-run', ':'))))).toEqual({
      refused: 'full',
      detail: 'free=0',
    });
    expect(existsSync(onDisk('script'))).toBe(false);
  });

  test('without room leaves a stop its fence, in the place of the old one', () => {
    full();
    put(join(places.state, job.slot, 'fence'), '7\n');
    program('mv', 'exit 1');
    expect(answerOf(run(jobStop(job.slot, 12, places)))?.state).toBe('none');
    expect(readFileSync(join(places.state, job.slot, 'fence'), 'utf8')).toBe('12\n');
  });

  test('that cannot be written is told with the place', () => {
    program('mkdir', 'exit 1');
    expect(answerOf(run(jobStop(job.slot, 1, places)))).toMatchObject({
      state: 'failed',
      detail: join(places.state, job.slot),
    });
  });
});
