import { join } from 'node:path';
import { buildAt } from './build.ts';
import type { BuildEnd } from './build.ts';
import { run } from './command.ts';
import type { Diary } from './diary.ts';
import { operatorOf } from './operator.ts';
import type { PlannedFault } from './schedule.ts';
import type { Stage } from './stage.ts';
import { stormOver } from './storm.ts';
import type { Struck } from './storm.ts';

/** What one build came to. */
export interface Driven {
  readonly end: BuildEnd;
  /** Seconds from the first command to the end of the build. */
  readonly seconds: number;
  readonly faults: readonly Struck[];
  readonly parked: readonly string[];
  /** Builds that ended before they had begun to change anything, and were started again; why. */
  readonly again: readonly string[];
}

/** Seconds after which a build is called stuck. */
const patience = 1500;

/** Builds a cluster on the stage while faults strike, with an operator at hand; gives how it ended. */
export async function drive(
  stage: Stage,
  { folder, planned, diary }: { folder: string; planned: readonly PlannedFault[]; diary: Diary },
): Promise<Driven> {
  const { name } = stage.site;
  const { address } = stage.server;
  const build = await buildAt(address, name);
  const storm = stormOver(stage, planned, diary);
  const operator = operatorOf({ cluster: name, address, broken: storm.rages }, diary);
  const again: string[] = [];
  const signal = AbortSignal.timeout(patience * 1000);
  try {
    stage.clients.start();
    for (;;) {
      const end = await build.follow((seen) => {
        storm.look(seen);
        operator.look(seen);
      }, signal);
      const seconds = diary.now();
      diary.note(`■ ${'outcome' in end ? end.outcome : `failed: ${end.failed}`}`);
      if ('outcome' in end || signal.aborted || again.length === 3) {
        return { end, seconds, faults: await storm.over(), parked: operator.parked(), again };
      }
      // A host that could not be looked at, say: nothing was changed, so an operator mends it and applies again.
      again.push(end.failed);
      await storm.over();
      await stage.clients.end('SIGTERM');
      await run('slipway', ['apply', '-f', join(folder, 'cluster.yaml'), '--detach', '--address', address]);
      stage.clients.start();
    }
  } finally {
    await build.close();
  }
}
