import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { run } from './command.ts';
import { output } from './paths.ts';
import { reportOf } from './report.ts';
import { runSeed } from './run-seed.ts';
import type { Run } from './run-seed.ts';

const settings = z
  .object({
    SEED: z.coerce.number().int().min(0).default(1),
    RUNS: z.coerce.number().int().min(1).default(1),
    SITE: z.string().optional(),
    /** Where the numbers of clean and failed runs go too, under the names that vitest gives them. */
    REPORT: z.string().optional(),
  })
  .parse(process.env);

const calmFile = join(output, 'calm.json');
mkdirSync(output, { recursive: true });
const calm = z
  .record(z.string(), z.number())
  .parse(existsSync(calmFile) ? JSON.parse(readFileSync(calmFile, 'utf8')) : {});

const interrupted = new AbortController();
process.on('SIGINT', () => {
  interrupted.abort();
  console.log('\nThis run is the last one; what is up is taken down after it.');
});

await run('slipway', ['dev', '--prepare']);
const runs: Run[] = [];
const broken: string[] = [];
for (let seed = settings.SEED; seed < settings.SEED + settings.RUNS && !interrupted.signal.aborted; seed += 1) {
  console.log(`\n── Seed ${seed} ${'─'.repeat(68)}`);
  try {
    const done = await runSeed(seed, settings.SITE);
    runs.push(done);
    if (seed === 0) writeFileSync(calmFile, JSON.stringify({ ...calm, [done.site]: done.seconds }));
  } catch (error) {
    // The site did not come up, say: that says nothing about the product, and is no clean run.
    broken.push(`seed ${seed} was not run to its end: ${error instanceof Error ? error.message : String(error)}`);
    console.log(broken.at(-1));
  }
}

console.log(`\n${reportOf(runs, calm)}`);
const failed = runs.filter(({ problems }) => problems.length > 0);
for (const { seed, folder } of failed)
  console.log(`Seed ${seed} again: make chaos SEED=${seed}; all about it is in ${folder}`);
for (const line of broken) console.log(line);
console.log(`${runs.length - failed.length} clean, ${failed.length + broken.length} failed`);
if (settings.REPORT) {
  const reasons = [...failed.map(({ seed, problems }) => `seed ${seed}: ${problems.join('; ')}`), ...broken];
  const numbers = { numPassedTests: runs.length - failed.length, numFailedTests: reasons.length };
  const assertionResults = reasons.map((fullName) => ({ fullName, status: 'failed' }));
  writeFileSync(settings.REPORT, `${JSON.stringify({ ...numbers, testResults: [{ assertionResults }] })}\n`);
}
process.exitCode = failed.length + broken.length === 0 ? 0 : 1;
