import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { removals } from './compensations.ts';
import type { Removal } from './compensations.ts';
import { copies, copyWith } from './copy.ts';

const names = (process.env['ONLY'] ?? '').split(' ').filter(Boolean);
const chosen = removals.filter(({ name }) => names.length === 0 || names.includes(name));

/** What noticed: the name of a test that failed, or undefined where everything passed. */
function noticed(removal: Removal): string | undefined {
  const suite = `test/lab/${removal.suite}.test.ts`;
  const command = ['vitest', 'run', '--project', 'lab', '--reporter=verbose', '--no-color', suite, '-t', removal.tests];
  const { status, stdout, stderr } = spawnSync('npx', command, { cwd: copyWith(removal), encoding: 'utf8' });
  const failed = /× (?:.*> )?(.*?)(?: \d+ms)?$/m.exec(stdout)?.[1];
  if (failed !== undefined) return failed;
  if (status === 0) return undefined;
  throw new Error(`${removal.name}: no test failed, and the run ended with ${status}: ${stderr.slice(-500)}`);
}

let missed = 0;
for (const removal of chosen) {
  const test = noticed(removal);
  if (test === undefined) missed += 1;
  console.log(
    `${test === undefined ? 'NOT NOTICED' : 'noticed'}: ${removal.name} (${removal.breaks})\n  ${test ?? 'all pass'}`,
  );
}
rmSync(copies, { recursive: true, force: true });
console.log(`${chosen.length} compensations taken out, ${missed} not noticed`);
process.exitCode = missed === 0 && chosen.length > 0 ? 0 : 1;
