import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildAt } from '../../chaos/build.ts';
import { bootSite, endSite, siteOf } from '../../chaos/site.ts';
import { openStage } from '../../chaos/stage.ts';
import { connectionLoss, hostReboot, serverLoss, workerLoss } from './kinds.ts';
import type { Measure, Rig } from './kinds.ts';
import { holdInstallations } from './under-way.ts';

interface Kind {
  readonly title: string;
  readonly measure: Measure;
  /** Seconds that the median should not exceed. */
  readonly aim?: number;
}

const kinds: readonly Kind[] = [
  { title: 'worker killed: until its successor has the work', measure: workerLoss, aim: 20 },
  { title: 'network back: until an ended job is known to be', measure: connectionLoss, aim: 3 },
  { title: "host's sshd back: until the job goes on", measure: hostReboot, aim: 10 },
  { title: 'Temporal back: until the first heartbeat', measure: serverLoss },
];

const tries = Number(process.env['TRIES'] ?? 3);
const folder = fileURLToPath(new URL('../../build/bench/recovery', import.meta.url));
const site = siteOf(0, fileURLToPath(new URL('recovery.yaml', import.meta.url)));

/** All kinds, one try after the other. */
async function measured(rig: Rig): Promise<readonly (Kind & { readonly values: readonly number[] })[]> {
  const rows: (Kind & { readonly values: readonly number[] })[] = [];
  for (const kind of kinds) {
    const values: number[] = [];
    for (let index = 0; index < tries; index += 1) values.push(await kind.measure(rig));
    console.log(`${kind.title}: ${values.map((value) => value.toFixed(1)).join(', ')} s`);
    rows.push({ ...kind, values });
  }
  return rows;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  await bootSite(site, folder);
  const stage = await openStage(site, folder);
  const { client, close } = await buildAt(stage.server.address, site.name);
  try {
    await holdInstallations(stage);
    const rows = await measured({ stage, client, folder });
    writeFileSync(`${folder}/recovery.json`, `${JSON.stringify(rows, null, 2)}\n`);
    console.log('\nSeconds from the fault, or from the end of the outage, until the work goes on; medians.');
    for (const { title, values, aim } of rows) {
      const wanted = aim === undefined ? '' : `   (aim: at most ${aim})`;
      console.log(`${title.padEnd(50)} ${medianOf(values).toFixed(1).padStart(6)} s${wanted}`);
    }
  } finally {
    await close();
    await stage.end();
  }
} finally {
  await endSite(site);
}
