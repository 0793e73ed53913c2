import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { LabError } from '../lab-error.ts';
import { diskRoot, groupRoot, runRoot, siteRun } from '../paths.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { groupsIn } from './groups.ts';
import { sitesWithLinks } from './network.ts';
import { writeWhole } from './whole-file.ts';

/** A site that is up, as `up` recorded it. */
export interface RunningSite {
  readonly site: Site;
  /** Where keys, known hosts and the cluster spec were written. */
  readonly output: string;
  /** The lab's own kubectl. */
  readonly kubectl?: string;
}

/** A host of a site that is up. */
export interface RunningHost extends RunningSite {
  readonly host: SiteHost;
}

/** Records a site that comes up. */
export async function recordSite(running: RunningSite): Promise<void> {
  const folder = siteRun(running.site.name);
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'site.json'), JSON.stringify(running));
}

/** Every site of which there is a record. */
export async function runningSites(): Promise<RunningSite[]> {
  const names = await readdir(join(runRoot, 'sites')).catch((): string[] => []);
  const read = async (name: string): Promise<RunningSite[]> => {
    const text = await readFile(join(siteRun(name), 'site.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const running: RunningSite = JSON.parse(text);
    return [running];
  };
  return (await Promise.all(names.sort().map(read))).flat();
}

/** Names of all sites of which anything is left, whether or not there is a record: cgroups, devices, disks, files. */
export async function sitesWithRemains(): Promise<string[]> {
  const groups = groupsIn(groupRoot).filter((name) => !name.startsWith('.'));
  const files = await readdir(join(runRoot, 'sites')).catch((): string[] => []);
  const disks = await readdir(diskRoot).catch((): string[] => []);
  return [...new Set([...groups, ...files, ...disks, ...(await sitesWithLinks())])].sort();
}

/** Finds a host by `HOST`, or by `SITE/HOST` where two sites have one of that name. */
export async function findHost(name: string): Promise<RunningHost> {
  const sites = await runningSites();
  const all = sites.flatMap((running) => running.site.hosts.map((host) => ({ ...running, host })));
  const found = all.filter(({ site, host }) => [host.name, `${site.name}/${host.name}`].includes(name));
  if (found.length > 1) {
    const full = found.map(({ site, host }) => `${site.name}/${host.name}`).join(' or ');
    throw new LabError(`more than one site has a host ${name}: say ${full}`);
  }
  if (found[0]) return found[0];
  if (all.length === 0) throw new LabError('no site is up: start one with `npm run lab -- up demo`');
  throw new LabError(`there is no host ${name}: the hosts are ${all.map(({ host }) => host.name).join(', ')}`);
}
