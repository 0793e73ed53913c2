import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jobAcknowledge } from '../../../src/remote/job-acknowledge.ts';
import { answerOf, parseJobReply } from '../../../src/remote/job-reply.ts';
import { jobStart } from '../../../src/remote/job-start.ts';
import { jobStop } from '../../../src/remote/job-stop.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { raw } from '../../../src/shell/sh.ts';
import {
  ended,
  inMemory,
  job,
  onDisk,
  places,
  poll,
  program,
  put,
  run,
  start,
  useJobFolders,
} from '../../support/job-files.ts';

useJobFolders();

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

  test.each([
    ['stopping', 'Failed to start transient service unit: Connection reset by peer', 'stopping'],
    [
      'starting',
      "Failed to start transient service unit: Transaction for x.service/start is destructive (systemd-reboot.service has 'start' job queued, but 'stop' is included in transaction).",
      'stopping',
    ],
    ['running', 'Unknown assignment: IgnoreSIGPIPE=no', 'refused'],
    ['running', 'Failed to connect to system scope bus via local transport: Connection refused', 'silent'],
  ])('where systemd is %s and says %j, it is %s, and nothing is left', (state, words, refused) => {
    program('systemctl', `case $1 in is-system-running) echo ${state} ;; *) echo ActiveState=inactive ;; esac`);
    program('systemd-run', `echo "${words}"; exit 1`);
    const text = jobStart(job, start, places).text.replace('[ ! -d /run/systemd/system ]', 'false');
    expect(parseJobReply(run(raw(text)))).toMatchObject({ refused });
    expect(existsSync(inMemory('begun'))).toBe(false);
  });

  test('where systemd answers neither to a start nor to a question, the job may be there, and keeps what it needs', () => {
    program('systemctl', 'exit 1');
    program('systemd-run', 'echo "Failed to start transient service unit: Connection reset by peer"; exit 1');
    const text = jobStart(job, start, places).text.replace('[ ! -d /run/systemd/system ]', 'false');
    expect(parseJobReply(run(raw(text)))).toMatchObject({ refused: 'silent' });
    expect(existsSync(inMemory('begun'))).toBe(true);
    expect(parseJobReply(run(jobStart(job, start, places)))).toMatchObject({ refused: 'silent' });
  });

  test('a secret is in no argument, and its name cannot leave its folder', () => {
    const secrets = { token: new Secret('top secret value') };
    expect(jobStart(job, { ...start, secrets }, places).text).not.toContain('top secret value');
    expect(() => jobStart(job, { ...start, secrets: { '../x': new Secret('y') } }, places)).toThrow('file name');
  });
});

describe('acknowledge', () => {
  const acknowledge = (forget = false) => answerOf(run(jobAcknowledge(job, { fence: 4, forget }, places)))?.state;

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
      from: 0,
      output: Buffer.from('text'),
    });
  });

  test('keeps the last 4 KiB of much output, without what was written after the record', () => {
    ended('exited 0 success', `${'x'.repeat(5000)}\nlast\n`);
    appendFileSync(onDisk('out'), 'straggler');
    expect(acknowledge()).toBe('kept');
    const reply = poll();
    expect(reply).toMatchObject({ from: 910, size: 5006 });
    expect(reply && 'output' in reply && reply.output.toString()).toBe(`${'x'.repeat(4090)}\nlast\n`);
    expect(poll(5000)).toMatchObject({ from: 5000, output: Buffer.from('\nlast\n') });
    expect(acknowledge()).toBe('kept');
    expect(poll()).toEqual(reply);
  });

  test('saves a record that was only in memory', () => {
    ended('exited 0 success');
    rmSync(onDisk('rc'));
    put(onDisk('rc.new'), `${' '.repeat(126)}\n`);
    put(inMemory('rc'), 'exited 0 success 10.00 12.50 0\n');
    expect(acknowledge()).toBe('kept');
    expect(readFileSync(onDisk('rc'), 'utf8')).toContain('exited 0');
    expect(existsSync(inMemory('rc'))).toBe(false);
  });

  test('keeps the record in memory where the disk does not take it', () => {
    ended('exited 0 success');
    rmSync(onDisk('rc'));
    put(inMemory('rc'), 'exited 0 success 10.00 12.50 0\n');
    program('mv', 'case "$*" in */fence.new*) exec /bin/mv "$@" ;; esac; exit 1');
    expect(acknowledge()).toBe('kept');
    expect(poll()).toMatchObject({ state: 'done' });
  });

  test('of earlier jobs of the slot it leaves what a retry needs, and of none that a retry may still reach', () => {
    const others = ['1'.repeat(32), '2'.repeat(32)] as const;
    const path = (id: string, name: string): string => join(places.state, job.slot, id, name);
    for (const [id, fence] of [
      [others[0], '3'],
      [others[1], '4'],
    ] as const) {
      put(path(id, 'claim'), '10.00 boot invocation\n');
      put(path(id, 'script'), 'x');
      put(path(id, 'out'), 'earlier');
      put(path(id, 'rc'), 'exited 2 success 10.00 12.50 7\n');
      put(path(id, 'fence'), `${fence}\n`);
    }
    ended('exited 0 success');
    put(onDisk('script'), 'x');
    expect(acknowledge()).toBe('kept');
    expect(readdirSync(path(others[0], '')).sort()).toEqual(['claim', 'fence', 'rc', 'tail']);
    expect(existsSync(path(others[1], 'out'))).toBe(true);
  });

  test.each(['killed TERM success', 'killed TERM timeout', 'killed HUP success'])(
    'forgets a job that was %s',
    (record) => {
      ended(record);
      expect(acknowledge()).toBe('forgotten');
      expect(poll()).toMatchObject({ state: 'absent' });
    },
  );

  test('forgets a job only once its unit is over, which would else record the end in the place of the next attempt', () => {
    ended('killed TERM timeout');
    const asked = join(places.state, 'asked');
    const early = join(places.state, 'early');
    program(
      'systemctl',
      `case $1 in
      show) if [ -e ${asked} ]; then echo ActiveState=failed; else echo ActiveState=deactivating; fi; : > ${asked} ;;
      *) [ -e ${asked} ] || : > ${early} ;;
      esac`,
    );
    expect(acknowledge()).toBe('forgotten');
    expect(existsSync(early)).toBe(false);
  });

  test('forgets a job that ended by itself where it is to run again', () => {
    ended('exited 100 success');
    expect(acknowledge(true)).toBe('forgotten');
    expect(poll()).toMatchObject({ state: 'absent' });
  });

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
      `if [ "$1" = stop ]; then echo 'killed TERM success 10 11 0' > ${onDisk('rc')}
      elif [ -e ${onDisk('rc')} ]; then echo ActiveState=failed; else echo ActiveState=active; fi`,
    );
    expect(answerOf(run(jobStop(job.slot, 8, places)))?.state).toBe('stopped');
    expect(answerOf(run(jobStop(job.slot, 8, places)))?.state).toBe('stopped');
    expect(poll()).toMatchObject({ state: 'done', end: { stopped: true } });
    expect(answerOf(run(jobStop(job.slot, 9, places)))?.state).toBe('none');
  });

  test('closes its fence: a start of the same attempt comes too late, that of the next one does not', () => {
    expect(answerOf(run(jobStop(job.slot, start.fence, places)))?.state).toBe('none');
    expect(parseJobReply(run(jobStart(job, start, places)))).toEqual({ refused: 'fenced', detail: 'stopped=3' });
    expect(existsSync(onDisk('script'))).toBe(false);
    expect(answerOf(run(jobStop(job.slot, start.fence, places)))?.state).toBe('none');
    const next = { ...start, fence: start.fence + 1 };
    expect(parseJobReply(run(jobStart(job, next, places)))).not.toMatchObject({ refused: 'fenced' });
  });

  test('a start of the same attempt may still attach to what is there', () => {
    ended('exited 0 success', 'text');
    run(jobStop(job.slot, start.fence, places));
    expect(parseJobReply(run(jobStart(job, start, places)))).toMatchObject({ state: 'done', attached: true });
  });

  test('is asked again where systemd did not end the job', () => {
    put(join(places.memory, job.slot, 'current'), `${job.id}\n`);
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    program('systemctl', 'echo ActiveState=deactivating');
    expect(answerOf(run(jobStop(job.slot, 8, places)))?.state).toBe('busy');
  });

  test('an older fence is refused', () => {
    put(join(places.state, job.slot, 'fence'), '7\n');
    expect(answerOf(run(jobStop(job.slot, 6, places)))).toMatchObject({ state: 'fenced', detail: 'known=7' });
  });
});

describe('a disk', () => {
  const full = (figures = '10 4096 5000 9000'): void =>
    program('stat', `if [ "$1" = -f ]; then echo ${figures}; else /usr/bin/env -i stat "$@"; fi`);

  test.each([
    ['10 4096 5000 9000', '0 MiB'],
    ['100000 4096 12 9000', '12 inodes'],
  ])('without room (%s) refuses a start and tells what is left', (figures, detail) => {
    if (existsSync('/run/systemd/system')) return;
    full(figures);
    const text = jobStart(job, start, places).text.replace('[ ! -d /run/systemd/system ]', 'false');
    expect(parseJobReply(run(raw(text.replace('command -v systemd-run', ':'))))).toEqual({
      refused: 'full',
      detail,
    });
    expect(existsSync(onDisk('script'))).toBe(false);
  });

  test('without room leaves a stop its fence, in the place of the old one', () => {
    full();
    put(join(places.state, job.slot, 'fence'), '7\n');
    program('mv', 'exit 1');
    expect(answerOf(run(jobStop(job.slot, 12, places)))?.state).toBe('none');
    expect(readFileSync(join(places.state, job.slot, 'fence'), 'utf8')).toBe('12 closed\n');
  });

  test('that cannot be written is told with the place', () => {
    program('mkdir', 'exit 1');
    expect(answerOf(run(jobStop(job.slot, 1, places)))).toMatchObject({
      state: 'failed',
      detail: join(places.state, job.slot),
    });
  });
});
