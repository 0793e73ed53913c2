import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identify } from '../../../src/remote/job-identity.ts';
import type { JobPlaces } from '../../../src/remote/job-identity.ts';
import { jobAcknowledge } from '../../../src/remote/job-acknowledge.ts';
import { jobPoll } from '../../../src/remote/job-poll.ts';
import { answerOf, parseJobReply } from '../../../src/remote/job-reply.ts';
import { jobStart } from '../../../src/remote/job-start.ts';
import { jobStop } from '../../../src/remote/job-stop.ts';
import { jobUnit } from '../../../src/remote/job-unit.ts';
import { Secret } from '../../../src/shell/secret.ts';
import { raw, sh } from '../../../src/shell/sh.ts';
import type { Shell } from '../../../src/shell/sh.ts';

let folder: string;
let places: JobPlaces;
const job = identify({ slot: 'demo-step', script: sh`echo "$HOME" ${"it's"}` });
const start = { fence: 3, seconds: 60, caller: 'me', secrets: {}, offset: 0, wait: 0 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-job-'));
  places = { state: join(folder, 'state'), memory: join(folder, 'memory') };
  program('systemctl', 'echo ActiveState=inactive');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  put(join(folder, 'bin', name), `#!/bin/sh\necho "${name} $*" >> ${join(folder, 'calls')}\n${body}\n`);
}
function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
}
const onDisk = (name: string): string => join(places.state, job.slot, job.id, name);
const inMemory = (name: string): string => join(places.memory, job.slot, job.id, name);
function run(script: Shell): Buffer {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-s'], {
    input: script.text,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });
  expect(stderr.toString()).toBe('');
  return stdout;
}
const poll = (offset = 0) => parseJobReply(run(jobPoll(job, { offset, wait: 0 }, places)));
const ended = (record: string, output = ''): void => {
  put(onDisk('claim'), '10.00 boot invocation\n');
  put(onDisk('out'), output);
  put(onDisk('rc'), `${record} 10.00 12.50 ${Buffer.byteLength(output)}\n`);
};

describe('every rendered script', () => {
  const secrets = { token: new Secret("a'b\nc") };
  test.each([
    ['start', jobStart(job, { ...start, secrets }, { state: '/s', memory: '/m' })],
    ['poll', jobPoll(job, { offset: 0, wait: 15 }, { state: '/s', memory: '/m' })],
    ['stop', jobStop(job.slot, 1, { state: '/s', memory: '/m' })],
    ['acknowledge', jobAcknowledge(job, 1, { state: '/s', memory: '/m' })],
    ['unit', jobUnit()],
  ])('%s is POSIX shell to dash and bash', (_name, script) => {
    for (const shell of [['dash'], ['bash', '--posix']]) {
      const [name = '', ...flags] = shell;
      expect(spawnSync(name, [...flags, '-n'], { input: script.text }).stderr.toString()).toBe('');
    }
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
    expect(existsSync(join(folder, 'calls'))).toBe(false);
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
