import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diaryIn } from './diary.ts';
import { drive } from './drive.ts';
import type { Driven } from './drive.ts';
import { keepJournals } from './evidence.ts';
import { faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { output } from './paths.ts';
import { scheduleOf } from './schedule.ts';
import { bootSite, endSite, siteOf } from './site.ts';
import { openStage } from './stage.ts';
import { judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** One run from its seed to its verdict. */
export interface Run extends Driven {
  readonly seed: number;
  readonly site: string;
  readonly problems: readonly string[];
  readonly calls: Verdict['calls'];
  /** Where everything about it is kept. */
  readonly folder: string;
}

/** Builds a cluster on blank hosts while the faults of the seed strike, and has it judged. */
export async function runSeed(seed: number, wanted?: string): Promise<Run> {
  const site = siteOf(seed, wanted);
  const planned = scheduleOf(seed, site.hosts);
  const folder = join(output, `${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const keep = (name: string, what: unknown): void =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(what, null, 1)}\n`);
  keep('schedule', { seed, site, planned });
  try {
    await bootSite(site, folder);
    const stage = await openStage(site, folder);
    try {
      const diary = diaryIn(join(folder, 'diary.txt'));
      const driven = await drive(stage, { folder, planned, diary });
      const ended = 'outcome' in driven.end ? driven.end.outcome : driven.end.failed;
      const verdict = await judge(stage, folder, diary);
      const problems = [
        ...(ended === 'proven' ? [] : [`the build did not end proven: ${ended}`]),
        ...driven.faults.flatMap(({ fault, error }) => (error ? [`${fault}: ${error}`] : [])),
        ...(planned[0] && driven.faults[0]?.struckAt === undefined ? ['what the run is about never struck'] : []),
        ...unparked(driven),
        ...verdict.problems,
      ];
      if (problems.length > 0) await keepJournals(site, folder);
      const run = { seed, site: site.name, ...driven, problems, calls: verdict.calls, folder };
      keep('run', run);
      return run;
    } finally {
      await stage.end();
    }
  } finally {
    await endSite(site);
  }
}

/** Faults that outlast all attempts, and yet parked nothing for their reason. */
function unparked({ faults: struck, parked }: Driven): readonly string[] {
  return struck.flatMap(({ fault, struckAt }) => {
    const { parks }: Fault = faults[fault];
    const asMeant = parks === undefined || struckAt === undefined || parked.some((why) => why.includes(`: ${parks}: `));
    return asMeant ? [] : [`${fault}: no node was parked with ${parks}`];
  });
}
