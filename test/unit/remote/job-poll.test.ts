import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJobReply } from '../../../src/remote/job-reply.ts';
import { called, ended, inMemory, onDisk, poll, program, put, useJobFolders } from '../../support/job-files.ts';

useJobFolders();

describe('poll', () => {
  test('a job of which nothing is known is absent', () => {
    expect(poll()).toMatchObject({ state: 'absent', size: 0 });
  });

  test('a job with a record is done, whatever systemd says', () => {
    ended('exited 3 success', 'hello\n');
    const reply = poll();
    expect(reply).toMatchObject({
      state: 'done',
      size: 6,
      end: { how: 'exited', status: '3', began: 10, ended: 12.5, stopped: false },
    });
    expect(called()).toBe(false);
  });

  test('a record in memory counts where the disk had no room for it', () => {
    ended('exited 0 success');
    rmSync(onDisk('rc'));
    put(inMemory('rc'), 'exited 0 success 10.00 12.50 0\n');
    expect(poll()).toMatchObject({ state: 'done' });
  });

  test('an empty record is no record', () => {
    put(onDisk('claim'), '');
    put(onDisk('rc'), `${' '.repeat(126)}\n`);
    expect(poll()).toMatchObject({ state: 'lost' });
  });

  test('a claim from before the last boot, without a record, is a lost job', () => {
    put(onDisk('claim'), '10.00 boot invocation\n');
    expect(poll()).toMatchObject({ state: 'lost' });
  });

  test('a claim since the last boot, without a record and without a process, is a lost job', () => {
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    expect(poll()).toMatchObject({ state: 'lost' });
  });

  test('a job is not called dead where systemd does not answer', () => {
    program('systemctl', 'exit 1');
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    expect(poll()).toMatchObject({ state: 'running' });
  });

  test('a job that ends between the questions is done, not lost', () => {
    put(onDisk('claim'), '10.00 boot invocation\n');
    put(inMemory('claimed'), '');
    program('systemctl', `echo 'exited 0 success 10 11 0' > ${onDisk('rc')}; echo ActiveState=inactive`);
    expect(poll()).toMatchObject({ state: 'done' });
  });

  test('a job that begins and ends while systemd is asked is done, not absent', () => {
    put(onDisk('script'), 'x');
    const claim = `echo '10.00 boot invocation' > ${onDisk('claim')}`;
    program('systemctl', `${claim}; echo 'exited 0 success 10 11 0' > ${onDisk('rc')}; echo ActiveState=inactive`);
    expect(poll()).toMatchObject({ state: 'done' });
  });

  test('output comes from the offset on, byte by byte', () => {
    ended('exited 0 success', 'größer');
    const reply = poll(3);
    expect(reply).toMatchObject({ from: 3, size: 8, output: Buffer.from('größer').subarray(3) });
  });

  test('of much output the last 64 KiB come, with where they begin', () => {
    ended('exited 0 success', 'x'.repeat(100_000) + 'end');
    const reply = poll();
    expect(reply).toMatchObject({ from: 100_003 - 65_536, size: 100_003 });
    expect(reply && 'output' in reply && reply.output.length).toBe(65_536);
  });

  test('what is written after the record does not count', () => {
    ended('exited 0 success', 'all');
    writeFileSync(onDisk('out'), 'all and a straggler');
    expect(poll()).toMatchObject({ size: 3, output: Buffer.from('all') });
  });

  test('an answer that was cut is no answer', () => {
    expect(parseJobReply(Buffer.from('@job running from=0 si'))).toBeUndefined();
    expect(parseJobReply(Buffer.from(''))).toBeUndefined();
  });
});
