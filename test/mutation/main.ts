import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { lab } from '../lab/run-lab.ts';
import { testSite } from '../lab/test-site.ts';
import { copies, copyWith } from './copy.ts';
import { mutations } from './mutations.ts';

/** What noticed: the first line that names a failure, or undefined where everything passed. */
function noticed(copy: string, command: readonly string[], pattern: RegExp, jobs = 24): string | undefined {
  const env = { ...process.env, OUTPUT: site.output, SEED: '1', JOBS: String(jobs), UNTIL_WRONG: '1' };
  const [program, ...args] = command;
  const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${program}`, args, {
    cwd: copy,
    env,
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return pattern.exec(`${stdout}\n${stderr}`)?.[1] ?? `it ended with ${status}: ${stderr.slice(-300)}`;
}

// Golden files would notice any change at all, which says nothing about behaviour.
const behaviour = [
  'test/unit/remote/job-poll',
  'test/unit/remote/job-verbs',
  'test/unit/remote/job-unit',
  'test/unit/remote/job-outcome',
];
const unit = ['vitest', 'run', '--project', 'unit', '--reporter=verbose', '--no-color', ...behaviour];
const fuzz = ['tsx', 'test/fuzz/main.ts'];

const site = await testSite('jobs');
let missed = 0;
try {
  await lab(...site.up);
  for (const mutation of [undefined, ...mutations]) {
    const copy = copyWith(mutation);
    const byUnit = noticed(copy, unit, /× (?:.*> )?(.*?)(?: \d+ms)?$/m);
    const onHost = mutation?.noticedBy !== 'unit tests';
    const byFuzz = onHost ? noticed(copy, fuzz, /^fuzz-\d+-(\d+ \(.*)$/m, mutation?.jobs) : undefined;
    const wanted = mutation !== undefined;
    const fits = (byUnit !== undefined) === wanted && (!onHost || (byFuzz !== undefined) === wanted);
    if (!fits) missed += 1;
    console.log(
      `${fits ? 'as it must be' : 'NOT AS IT MUST BE'}: ${mutation?.name ?? 'unchanged'}${mutation ? ` (${mutation.breaks})` : ''}`,
    );
    console.log(
      `  unit tests  ${byUnit?.slice(0, 160) ?? 'all pass'}\n  fuzz        ${onHost ? (byFuzz?.slice(0, 160) ?? 'clean') : 'not asked'}`,
    );
  }
} finally {
  await site.end();
  rmSync(copies, { recursive: true, force: true });
}
console.log(`${mutations.length} mutations, ${missed} wrong`);
process.exitCode = missed === 0 ? 0 : 1;
