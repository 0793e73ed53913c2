import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { run, succeed } from './command.ts';
import { sites } from './paths.ts';

const file = z.object({
  hosts: z.array(
    z.object({
      name: z.string(),
      family: z.string(),
      address: z.string(),
      role: z.enum(['control-plane', 'worker']),
    }),
  ),
});

/** A site of the lab that runs are made on. The cluster has its name. */
export interface Site {
  readonly name: string;
  /** What `lab up` is given. */
  readonly file: string;
  readonly hosts: z.infer<typeof file>['hosts'];
}

/** The site of a run: the one named, as a path or without `.yaml` as one of this folder, else one after the other by seed. */
export function siteOf(seed: number, wanted?: string): Site {
  const name = wanted || (seed % 2 === 1 ? 'chaos-apt' : 'chaos-dnf');
  const path = name.endsWith('.yaml') ? name : join(sites, `${name}.yaml`);
  return { name: basename(path, '.yaml'), file: path, ...file.parse(parse(readFileSync(path, 'utf8'))) };
}

/** The one control plane of a site. */
export function leaderOf({ name, hosts }: Site): Site['hosts'][number] {
  const leader = hosts.find(({ role }) => role === 'control-plane');
  if (!leader) throw new Error(`${name} has no control plane`);
  return leader;
}

/** Boots the site's hosts blank; keys and the cluster's spec go to that folder. */
export async function bootSite(site: Site, folder: string): Promise<void> {
  await endSite(site);
  await succeed('lab', ['up', site.file, '--output', folder]);
}

/** Ends the site with all that is left of it. */
export async function endSite(site: Site): Promise<void> {
  await run('lab', ['down', site.file]);
}

/** Runs a script as root on a host and gives what it printed. */
export function onHost(site: Site, host: string, script: string): Promise<string> {
  const quoted = `'${script.replaceAll("'", `'\\''`)}'`;
  return succeed('lab', ['ssh', `${site.name}/${host}`, `sudo sh -c ${quoted}`]);
}
