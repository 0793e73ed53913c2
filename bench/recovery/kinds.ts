import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { succeed } from '../../chaos/command.ts';
import type { Stage } from '../../chaos/stage.ts';
import { hostDisk } from '../../lab/paths.ts';
import { openRemote } from '../../src/remote/open-remote.ts';
import { sh } from '../../src/shell/sh.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { attemptOf, node, until, whileInstalling } from './under-way.ts';

/** What a measurement is given. */
export interface Rig {
  readonly stage: Stage;
  readonly client: Client;
  readonly folder: string;
}

/** Seconds from the fault to the first sign that the work goes on. */
export type Measure = (rig: Rig) => Promise<number>;

const seconds = (from: number, to: number): number => (to - from) / 1000;

/** From SIGKILL of the only worker, which is replaced at once, to the moment its successor has the activity. */
export const workerLoss: Measure = ({ stage, client, folder }) =>
  whileInstalling(stage, { client, folder }, async () => {
    const killed = Date.now();
    await stage.workers.end('SIGKILL');
    stage.workers.start();
    await until(async () => ((await attemptOf(client, stage.site.name))?.started ?? 0) > killed);
    const taken = (await attemptOf(client, stage.site.name))?.started ?? Date.now();
    return seconds(killed, taken);
  });

/** From the moment Temporal answers again, after it was killed, to the first heartbeat of the activity. */
export const serverLoss: Measure = ({ stage, client, folder }) =>
  whileInstalling(stage, { client, folder }, async () => {
    await stage.server.kill();
    await after(5000);
    await stage.server.start();
    const answered = Date.now();
    return seconds(
      answered,
      await until(async () => ((await attemptOf(client, stage.site.name))?.heartbeat ?? 0) > answered),
    );
  });

/** From the moment sshd greets after a reboot in the middle of a job to the moment the job has begun again. */
export const hostReboot: Measure = (rig) =>
  whileInstalling(rig.stage, rig, async () => {
    const { name } = rig.stage.site;
    const before = new Set(claimsOn(name));
    await succeed('lab', ['reboot', `${name}/${node}`]);
    const greeted = Date.now();
    const began = await until(() => claimsOn(name).some((claim) => !before.has(claim)));
    return seconds(greeted, began);
  });

/** The claims of all jobs on the node's disk: each has the boot that it began in. */
function claimsOn(site: string): readonly string[] {
  const jobs = join(hostDisk(site, node), 'root/var/lib/slipway/jobs');
  return readdirSync(jobs, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/claim'))
    .map((path) => readFileSync(join(jobs, path), 'utf8'))
    .filter((claim) => claim.includes('-'));
}

/** From the moment a cut network is whole again to the end of a job that has ended meanwhile, as its follower knows it. */
export const connectionLoss: Measure = async ({ stage, folder }) => {
  const file = join(folder, 'cluster.yaml');
  const parsed = parseSpec(await readFile(file, 'utf8'), { file, resolvePath: (path) => join(folder, path) });
  if ('problems' in parsed) throw new Error(`${file} has mistakes`);
  const host = parsed.spec.hosts.find(({ name }) => name === node);
  if (!host) throw new Error(`${file} has no ${node}`);
  const target = { host, ssh: parsed.spec.ssh };
  const fence = Math.floor(Date.now() / 1000);
  const job = { slot: 'bench-ends', script: sh`echo begun; sleep 12`, fence, run: fence, seconds: 600 };
  const remote = openRemote({ environment: process.env });
  try {
    let begun = false;
    const following = remote.follow(target, job, { onProgress: () => void (begun = true) });
    await until(() => begun);
    await succeed('lab', ['cut', `${stage.site.name}/${node}`]);
    await after(15_000 + Math.random() * 5000);
    await succeed('lab', ['heal', `${stage.site.name}/${node}`]);
    const healed = Date.now();
    await following;
    return seconds(healed, Date.now());
  } finally {
    await remote.close();
  }
};
