import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { clockIn, clockScript } from '../../../src/facts/clock.ts';
import { parseFacts } from '../../../src/facts/parse.ts';
import { factsScript } from '../../../src/facts/script.ts';

const never = { before: 0, after: 0 };

test('the script tells the truth about the machine it runs on', () => {
  const before = Date.now();
  const { stdout, status } = spawnSync('sh', ['-s'], { input: factsScript().text, encoding: 'utf8' });
  expect(status).toBe(0);
  const facts = parseFacts(stdout, { before, after: Date.now() });
  expect(facts.cpus).toBeGreaterThan(0);
  expect(facts.memoryMiB).toBeGreaterThan(100);
  expect(facts.kernel).toBe(spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim());
  expect(facts.freeMiB['/var']).toBeGreaterThan(0);
  for (const answer of Object.values(facts.idmap)) expect(['yes', 'no', 'unknown']).toContain(answer);
  expect(Math.abs(facts.clockSkewMs)).toBeLessThan(5000);
});

test('the question for the time alone is answered by the machine it runs on', () => {
  const before = Date.now();
  const { stdout } = spawnSync('sh', ['-s'], { input: clockScript.text, encoding: 'utf8' });
  const [least, most] = clockIn(stdout, { before, after: Date.now() }) ?? [];
  expect(least).toBeLessThanOrEqual(0);
  expect(most).toBeGreaterThanOrEqual(0);
});

test('a host that does not tell the time has no clock, instead of one that is right', () => {
  expect(clockIn('clock.first\t\nclock.last\t12\n', never)).toBeUndefined();
  expect(parseFacts('', never)).not.toHaveProperty('clockRangeMs');
});

test('a host that says nothing has nothing, and is refused later rather than guessed', () => {
  expect(parseFacts('', never)).toMatchObject({
    systemd: 0,
    packageManager: 'none',
    os: { id: '' },
    cpus: 0,
    claimedBy: '',
    kubernetesFiles: [],
  });
});

test('text of a login banner does not become a fact', () => {
  expect(parseFacts('Welcome to the machine\nos.id\tubuntu\n', never).os.id).toBe('ubuntu');
});

test.each([
  ['a slow answer is no skew', 1_000, 2_000, 0],
  ['a clock behind the question is behind by that much', -14_000, -13_000, -14_000],
  ['a clock ahead of the answer is ahead by that much', 42_000, 43_000, 13_000],
])('%s', (_what, first, last, skew) => {
  const stdout = `clock.first\t${first + 100_000}\nclock.last\t${last + 100_000}\n`;
  const facts = parseFacts(stdout, { before: 100_000, after: 130_000 });
  expect(facts.clockSkewMs).toBe(skew);
  expect(facts.clockRangeMs).toEqual([last - 30_000, first]);
});
