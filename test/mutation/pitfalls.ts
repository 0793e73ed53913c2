import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { copies, copyWith } from './copy.ts';
import { hostCompensations } from './host-compensations.ts';
import { packageCompensations } from './package-compensations.ts';
import { refusals } from './refusals.ts';
import type { Removal } from './removal.ts';

const names = (process.env['ONLY'] ?? '').split(' ').filter(Boolean);
const removals = [...hostCompensations, ...packageCompensations, ...refusals];
const chosen = removals.filter(({ name }) => names.length === 0 || names.includes(name));
const unknown = names.filter((name) => !removals.some((removal) => removal.name === name));
if (unknown.length > 0) {
  console.error(
    `no pitfall is called ${unknown.join(' or ')}; there are ${removals.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

const vitest = (copy: string, args: readonly string[]) =>
  spawnSync('node_modules/.bin/vitest', [...args, '--project', 'lab'], { cwd: copy, encoding: 'utf8' });

/** Full names of the tests of a suite. */
function namesIn(copy: string, suite: string): readonly string[] {
  const { stdout } = vitest(copy, ['list', `test/lab/${suite}.test.ts`]);
  return stdout.split('\n').map((line) => line.split(' > ').slice(1).join(' '));
}

/** The first of the tests that failed in that copy of the project, or undefined where all passed. */
function failing(copy: string, suite: string, tests: readonly string[]): string | undefined {
  const pattern = `^(${tests.join('|')})`;
  // What waits for something that no longer happens has failed before the ten minutes of a lab test.
  const command = ['run', '--reporter=verbose', '--no-color', '--testTimeout=240000', `test/lab/${suite}.test.ts`];
  const { status, stdout, stderr } = vitest(copy, [...command, '-t', pattern]);
  const failed = /× (?:.*> )?(.*?)(?: \d+ms)?$/m.exec(stdout)?.[1];
  if (failed !== undefined) return failed;
  if (status === 0 && /Tests +\d+ passed/.test(stdout)) return undefined;
  throw new Error(
    `${suite}: no test failed, and the run ended with ${status}: ${stdout.slice(-500)}${stderr.slice(-500)}`,
  );
}

// A test that fails by itself would notice everything, and one that is not there nothing.
const unchanged = copyWith(undefined);
for (const suite of new Set(chosen.map((removal) => removal.suite))) {
  const tests = new Set(chosen.filter((removal) => removal.suite === suite).map((removal) => removal.tests));
  const there = namesIn(unchanged, suite);
  for (const test of tests)
    if (!there.some((full) => full.startsWith(test))) throw new Error(`${suite} has no test that begins with: ${test}`);
  const failed = failing(unchanged, suite, [...tests]);
  if (failed !== undefined) throw new Error(`${suite} fails with nothing taken out: ${failed}`);
  console.log(`unchanged: ${suite} passes`);
}

function isNoticed(removal: Removal): boolean {
  const test = failing(copyWith(removal), removal.suite, [removal.tests]);
  const word = test === undefined ? 'NOT NOTICED' : 'noticed';
  console.log(`${word}: ${removal.name} (${removal.breaks})\n  ${test ?? 'all pass'}`);
  return test !== undefined;
}

const missed = chosen.filter((removal) => !isNoticed(removal)).length;
rmSync(copies, { recursive: true, force: true });
console.log(`${chosen.length} compensations taken out, ${missed} not noticed`);
process.exitCode = missed === 0 ? 0 : 1;
