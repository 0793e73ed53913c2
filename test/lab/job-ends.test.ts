import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Remote, Target } from '../../src/remote/remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { fuzzTarget } from '../fuzz/fuzz-host.ts';
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
  at = worker();
});
afterAll(async () => {
  await endWorkers();
  await site.end();
});

const say = async (script: ReturnType<typeof sh>): Promise<string> => (await at.run(target, script)).stdout.trim();

test.each([
  ['ends well', 'exit 0', { code: 0 }],
  ['ends badly', 'exit 3', { code: 3 }],
  ['calls a program that is not there', 'exec nosuch', { code: 127 }],
  ['is killed with everything around it', 'kill -KILL $PPID; sleep 9', { signal: 'KILL' }],
  ['dumps core with everything around it', 'kill -SEGV $PPID; sleep 9', { signal: 'SEGV' }],
])('of a job that %s, the end is told as it was', async (name, script, exit) => {
  const job = marked(name.replaceAll(' ', '-'), script);
  expect(await at.follow(target, job)).toMatchObject({ exit });
  expect(await at.follow(target, { ...job, fence: 2 })).toMatchObject({ exit, attached: true });
});

test('a job that is ended politely from outside is interrupted, and stays so until that was acknowledged', async () => {
  const job = marked('polite', '[ "$(wc -l < /root/polite)" = 1 ] || exit 0; kill -TERM $PPID; sleep 9');
  expect((await failureOf(at.follow(target, job))).code).toBe('job-interrupted');
  expect((await failureOf(at.follow(target, { ...job, fence: 2 }))).code).toBe('job-interrupted');
  expect(await runsOf(at, target, 'polite')).toBe(1);
  await at.acknowledge(target, { ...job, fence: 2 });
  expect(await at.follow(target, { ...job, fence: 3 })).toMatchObject({ exit: { code: 0 } });
});

test('stop ends also what ignores a polite request', async () => {
  const deaf = `trap '' TERM HUP; (setsid sh -c 'trap "" TERM; sleep 86395' &); nohup sleep 86395 & echo; sleep 86395`;
  const { begun, result } = followed(at, target, marked('deaf', deaf));
  await begun;
  expect(await at.stop(target, 'deaf', 1)).toBe(true);
  expect(await result).toMatchObject({ exit: { signal: expect.stringMatching(/^(TERM|KILL)$/) } });
  expect(await say(sh`pgrep -fc '[s]leep 86395'`)).toBe('0');
});

test('after a stop the same attempt starts nothing more, whatever of it was still on its way', async () => {
  expect(await at.stop(target, 'closed', 4)).toBe(false);
  const job = marked('closed', '', { fence: 4 });
  expect(await failureOf(at.follow(target, job))).toMatchObject({ code: 'job-fenced' });
  expect(await runsOf(at, target, 'closed')).toBe(0);
  expect(await at.follow(target, { ...job, fence: 5 })).toMatchObject({ exit: { code: 0 } });
});

test('of far too much output the end is exact, its length is known, and the disk keeps little', async () => {
  const much = 'yes 0123456789abcde | head -c 256000000; until [ -e /root/seen ]; do sleep 0.1; done; echo last';
  const { begun, result } = followed(at, target, marked('much', much));
  await begun;
  const kept = (): Promise<string> =>
    say(sh`cd /var/lib/slipway/jobs/much/*; set -- $(stat -c '%s %b' out); echo "$1 $(($2 * 512 <= 16777216))"`);
  await expect.poll(kept, { timeout: 240_000, interval: 500 }).toBe('256000006 1');
  await say(sh`touch /root/seen`);
  const { tail, ...rest } = await result;
  expect(rest).toMatchObject({ exit: { code: 0 }, bytes: 256_000_011, truncated: true });
  expect(tail.endsWith('\n0123456789abcde\nlast\n')).toBe(true);
  expect(tail.length).toBeGreaterThan(65_536 - 16);
  expect(tail.replaceAll('0123456789abcde\n', '')).toBe('last\n');
});

test('a job runs in the surroundings that it is promised', async () => {
  const { tail } = await at.follow(
    target,
    marked('surroundings', 'env | sort; pwd; umask; ulimit -Sn; readlink /proc/self/fd/0'),
  );
  expect(tail.split('\n')).toEqual([
    'begun',
    'HOME=/root',
    'LANG=C.UTF-8',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'PWD=/',
    expect.stringMatching(/^SLIPWAY_SECRETS=\/run\/slipway\/jobs\/surroundings\/\w{32}\/secrets$/),
    '/',
    '0022',
    expect.stringMatching(/^(16384|1024)$/),
    '/dev/null',
    '',
  ]);
});

test('what is cleared away is never what a late attempt needs', async () => {
  const lines = (count: number) => `seq ${count}; exit 2`;
  const [first, second] = [marked('cleared', lines(3)), marked('cleared', lines(30_000), { fence: 2 })];
  await at.follow(target, first);
  const before = await at.follow(target, second);
  await at.acknowledge(target, second);
  const late = await at.follow(target, { ...second, fence: 3 });
  expect(late).toMatchObject({ exit: { code: 2 }, bytes: before.bytes, truncated: true, attached: true });
  expect(before.tail.endsWith(late.tail)).toBe(true);
  expect(late.tail.length).toBeGreaterThan(4000);
  // The first one was never acknowledged; nobody may act on it any more, yet that it ran stays known.
  expect(await at.follow(target, { ...first, fence: 4 })).toMatchObject({
    exit: { code: 2 },
    tail: 'begun\n1\n2\n3\n',
  });
  expect(await runsOf(at, target, 'cleared')).toBe(2);
  const left = await say(sh`cd /var/lib/slipway/jobs/cleared; ls */ | grep -v : | sort -u | xargs; du -s . | cut -f 1`);
  expect(left).toMatch(/^claim fence rc tail\n\d{1,2}$/);
});

test('a host without systemd-run is refused by its code', async () => {
  const hidden = sh`mv /usr/bin/systemd-run /usr/bin/systemd-run.away`;
  await say(hidden);
  try {
    expect(await failureOf(at.follow(target, marked('bare', '')))).toMatchObject({
      code: 'systemd-missing',
      host: 'j-1',
    });
  } finally {
    await say(sh`mv /usr/bin/systemd-run.away /usr/bin/systemd-run`);
  }
  expect(await at.follow(target, marked('bare', ''))).toMatchObject({ exit: { code: 0 }, attached: false });
});

test.each([
  ['that has no inodes left', 'size=300m,nr_inodes=500', 'disk-full', /\d+ inodes are free/],
  ['that is read-only', 'size=300m,ro', 'state-unwritable', /cannot write \/var\/lib\/slipway/],
])('a disk %s is told by its code before anything begins', async (_name, options, code, message) => {
  await say(sh`mkdir -p /var/lib/slipway && mount -t tmpfs -o ${options} none /var/lib/slipway`);
  try {
    expect(await failureOf(at.follow(target, marked('odd-disk', '')))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  } finally {
    await say(sh`umount -l /var/lib/slipway`);
  }
  expect(await runsOf(at, target, 'odd-disk')).toBe(0);
});
