import { fileURLToPath } from 'node:url';
import { lab } from '../lab/run-lab.ts';
import { testSite } from '../lab/test-site.ts';
import { fuzzTarget, tolerateCuts } from './fuzz-host.ts';
import { fuzzJobs } from './fuzz-jobs.ts';
import { fuzzTable, violationsOf } from './fuzz-table.ts';

const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

// SEED and JOBS choose the run, ONLY one job of it; OUTPUT names the keys of a site that is up, else one is brought up.
const seed = number('SEED', 1);
const only = process.env['ONLY'];
const jobs = only === undefined ? Array.from({ length: number('JOBS', 500) }, (_, index) => index) : [Number(only)];
const ready = process.env['OUTPUT'];
const site = ready === undefined ? await testSite('jobs') : undefined;
try {
  if (site) await lab(...site.up);
  const target = fuzzTarget(ready ?? site?.output ?? '');
  await tolerateCuts(target);
  const began = performance.now();
  const folder = fileURLToPath(new URL('../../build/fuzz', import.meta.url));
  let done = 0;
  const report = await fuzzJobs({
    seed,
    jobs,
    lanes: number('LANES', 8),
    target,
    folder,
    untilWrong: process.env['UNTIL_WRONG'] === '1',
    onJob: ({ plan, mismatches }) => {
      done += 1;
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${jobs.length}`);
      for (const mismatch of mismatches) console.error(`${plan.slot}: ${mismatch}`);
    },
  });
  const violations = violationsOf(report);
  console.log(`seed ${seed}\n${fuzzTable(report, (performance.now() - began) / 1000)}`);
  for (const violation of violations) {
    const index = /^fuzz-\d+-(\d+)/.exec(violation)?.[1];
    console.log(`${violation}\n  again: make fuzz SEED=${seed} ONLY=${index}`);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  await site?.end();
}
