import { expect, test } from 'vitest';
import { SlipwayError } from '../../../src/model/failure.ts';
import { persist } from '../../../src/remote/patience.ts';
import type { Clock } from '../../../src/remote/patience.ts';

const lost = new SlipwayError('connection-lost', 'the connection to h broke: Keepalive timeout');

/** A clock that moves only by what is waited for, and by `take`. */
function testClock(): Clock & { take(seconds: number): void } {
  let now = 0;
  return {
    now: () => now,
    pause: async (milliseconds) => void (now += milliseconds),
    take: (seconds) => (now += seconds * 1000),
  };
}

/** A request whose tries take so many seconds and fail, until they are used up. */
function failing(clock: { take(seconds: number): void }, seconds: readonly number[]) {
  const left = [...seconds];
  return () => {
    const next = left.shift();
    if (next === undefined) return Promise.resolve('here');
    clock.take(next);
    return Promise.reject(lost);
  };
}

test('what was lost is asked again, and what was not answered in full', async () => {
  const answers = [lost, undefined, 'here'];
  const request = async (): Promise<string | undefined> => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  await expect(persist({ host: 'h', seconds: 60 }, request, testClock())).resolves.toBe('here');
});

test('a host that stays away is given up when patience is over, with the time, the tries and the last reason', async () => {
  const clock = testClock();
  const error: unknown = await persist({ host: 'h', seconds: 600 }, failing(clock, Array(100).fill(20)), clock).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'connection-lost', host: 'h', cause: lost });
  // Tries of 20 s with pauses of up to 2 s between them: 28 of them at the least, 30 at the most.
  expect(String(error)).toMatch(/: h gave no answer for 6[012]\d s, in (28|29|30) tries: .*Keepalive timeout$/);
});

test('the seconds of an answer do not count, however long it takes', async () => {
  const clock = testClock();
  const patience = { host: 'h', seconds: 30 };
  for (let poll = 0; poll < 50; poll += 1) {
    const request = failing(clock, [20]);
    const slow = async (): Promise<string> => {
      const answer = await request();
      clock.take(60);
      return answer;
    };
    await expect(persist(patience, slow, clock)).resolves.toBe('here');
  }
});

test('incomplete answers are counted once', async () => {
  const clock = testClock();
  let tries = 0;
  const request = async (): Promise<undefined> => {
    tries += 1;
    clock.take(10);
  };
  await expect(persist({ host: 'h', seconds: 100 }, request, clock)).rejects.toThrow('not complete');
  // 10 s each and pauses of at most 2 s: nine tries are the least, ten the most.
  expect([9, 10]).toContain(tries);
});

test('a worker that itself stood still for an hour asks again', async () => {
  const clock = testClock();
  await expect(persist({ host: 'h', seconds: 600 }, failing(clock, [3600, 3600, 1]), clock)).resolves.toBe('here');
});

test('a single try is never the last, even where it took longer than patience lasts', async () => {
  const clock = testClock();
  await expect(persist({ host: 'h', seconds: 60 }, failing(clock, [65]), clock)).resolves.toBe('here');
});

test('every other failure goes through at once', async () => {
  const refused = new SlipwayError('sudo-refused', 'no');
  await expect(persist({ host: 'h', seconds: 60 }, () => Promise.reject(refused))).rejects.toBe(refused);
});

test('an abort ends it with its reason, while it asks and while it pauses', async () => {
  const abort = new AbortController();
  const patience = { host: 'h', seconds: 60, signal: abort.signal };
  const pausing = persist(patience, () => Promise.reject(lost));
  const asking = persist(patience, async () => {
    await Promise.resolve();
    abort.abort(new Error('enough'));
    throw lost;
  });
  await expect(asking).rejects.toThrow('enough');
  await expect(pausing).rejects.toThrow('enough');
});
