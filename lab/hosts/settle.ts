import { LabError } from '../lab-error.ts';
import { defaultOutput } from '../paths.ts';
import type { Site } from '../site-shape.ts';
import { runningSites } from './running.ts';

/**
 * Gives the folder for a site's files: that of the site where it is up, else the one asked for, else the usual one.
 * Throws where what is asked for contradicts what is up. Hold the lock.
 */
export async function settleOutput(site: Site, wanted?: string): Promise<string> {
  const running = await runningSites();
  const before = running.find((each) => each.site.name === site.name);
  const first = `\`npm run lab -- down ${site.name}\` first`;
  if (before) {
    const change = changeBetween(before.site, site);
    if (change) throw new LabError(`${site.name} is up, and its site file now has ${change}: ${first}`);
    if (wanted === undefined || wanted === before.output) return before.output;
    throw new LabError(`${site.name} is up with its files in ${before.output}: leave out --output, or ${first}`);
  }
  const output = wanted ?? defaultOutput;
  const owner = running.find((each) => each.output === output)?.site.name;
  if (owner === undefined) return output;
  throw new LabError(`${output} has the files of the site ${owner}, which is up: name another folder with --output`);
}

/** What a running site would have to change for the file to be true, in words; hosts may be added. */
function changeBetween(before: Site, now: Site): string | undefined {
  const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  if (differs(before.network, now.network)) return 'another network';
  if (differs(before.login, now.login)) return 'another login';
  const host = before.hosts.find(({ name }) => !now.hosts.some((each) => each.name === name));
  if (host) return `no host ${host.name}`;
  const changed = now.hosts.find((each) => {
    const old = before.hosts.find(({ name }) => name === each.name);
    return old !== undefined && differs(old, each);
  });
  return changed && `other settings for ${changed.name}`;
}
