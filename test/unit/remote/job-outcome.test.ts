import { describe, expect, test } from 'vitest';
import { judgeEnd, lostJob, refusalOf } from '../../../src/remote/job-outcome.ts';
import type { JobEnd } from '../../../src/remote/job-reply.ts';
import { emptyTail, extendTail, lastLine, redact, tailText } from '../../../src/remote/job-tail.ts';
import { Secret } from '../../../src/shell/secret.ts';

const context = { host: 'h', slot: 's', seconds: 60 };
const end = (about: Partial<JobEnd>): JobEnd => ({
  how: 'exited',
  status: '0',
  why: 'success',
  stopped: false,
  began: 1,
  ended: 2,
  ...about,
});
const seen = (from: number, text: string) => ({
  state: 'running' as const,
  attached: false,
  from,
  size: from + text.length,
  output: Buffer.from(text),
});

describe('the end of a job', () => {
  test.each([
    [{ status: '0' }, { code: 0 }],
    [{ status: '91', why: 'exit-code' }, { code: 91 }],
    [{ how: 'killed', status: 'KILL', why: 'signal' }, { signal: 'KILL' }],
    [{ how: 'dumped', status: 'SEGV', why: 'core-dump' }, { signal: 'SEGV' }],
    [{ how: 'killed', status: 'TERM', why: 'oom-kill' }, { signal: 'TERM' }],
    [{ how: 'killed', status: 'TERM', stopped: true }, { signal: 'TERM' }],
    [{ how: 'killed', status: 'KILL', why: 'timeout', stopped: true }, { signal: 'KILL' }],
  ])('%j is %j', (about, exit) => {
    expect(judgeEnd(end(about), context, '')).toEqual(exit);
  });

  test.each([
    [{ how: 'killed', status: 'TERM' }, 'job-interrupted'],
    [{ how: 'killed', status: 'HUP' }, 'job-interrupted'],
    [{ how: 'killed', status: 'TERM', why: 'timeout' }, 'time-limit'],
    [{ how: 'killed', status: 'KILL', why: 'timeout' }, 'time-limit'],
  ])('%j is the failure %s, with the end of the output', (about, code) => {
    const judge = (): unknown => judgeEnd(end(about), context, `${'x'.repeat(5000)}last`);
    expect(judge).toThrow(expect.objectContaining({ code, host: 'h', tail: `${'x'.repeat(4092)}last` }));
  });

  test.each([
    ['fenced', 'job-fenced'],
    ['conflict', 'job-conflict'],
    ['full', 'disk-full'],
    ['failed', 'state-unwritable'],
    ['nosystemd', 'systemd-missing'],
    ['refused', 'systemd-missing'],
  ] as const)('the refusal %s is %s', (refused, code) => {
    expect(refusalOf({ refused, detail: 'why' }, context)?.code).toBe(code);
  });

  test.each(['stopping', 'busy', 'unbegun', 'badhash'] as const)('the refusal %s is worth a repetition', (refused) => {
    expect(refusalOf({ refused, detail: '/var' }, context)).toMatchObject({ code: 'connection-lost', host: 'h' });
  });

  test('nothing left of a job that had begun is a lost job, with the end of its output', () => {
    expect(lostJob(context, `${'x'.repeat(5000)}last`)).toMatchObject({
      code: 'job-lost',
      host: 'h',
      tail: `${'x'.repeat(4092)}last`,
    });
  });
});

describe('the tail', () => {
  test('grows without a gap and without a repetition', () => {
    const tail = extendTail(extendTail(emptyTail, seen(0, 'ab')), seen(2, 'c\n'));
    expect([tail.offset, tailText(tail, [])]).toEqual([4, 'abc\n']);
  });

  test('starts anew where the host skipped ahead, at a whole line', () => {
    const tail = extendTail(extendTail(emptyTail, seen(0, 'ab')), seen(100, 'rest of a line\nnext\n'));
    expect([tail.offset, tailText(tail, [])]).toEqual([120, 'next\n']);
  });

  test('keeps the last 64 KiB', () => {
    const tail = extendTail(emptyTail, seen(0, 'x'.repeat(65_536)));
    expect(extendTail(tail, seen(65_536, 'yy')).bytes.toString().slice(-3)).toBe('xyy');
    expect(extendTail(tail, seen(65_536, 'yy')).bytes).toHaveLength(65_536);
  });

  test('its last line is the last complete one that says something', () => {
    expect(lastLine(extendTail(emptyTail, seen(0, 'one\ntwo  \n\n  hal')), [])).toBe('two');
    expect(lastLine(emptyTail, [])).toBe('');
  });

  test('shows no bootstrap token and no secret of the job', () => {
    const text = 'kubeadm join --token abcdef.0123456789abcdef pw=hunter2! v1.30.4';
    expect(redact(text, [new Secret('hunter2!\n'), new Secret('v1')])).toBe(
      'kubeadm join --token [secret] pw=[secret] v1.30.4',
    );
  });
});
