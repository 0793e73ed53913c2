import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { SiteContent } from '../content/content.ts';
import { groupOf, siteRun } from '../paths.ts';
import type { Site } from '../site-shape.ts';
import { commandsIn, killGroup, processesIn } from './groups.ts';
import { startDetached } from './power.ts';
import { until } from './until.ts';

// Compiled where the lab is.
const extension = extname(import.meta.url);
const program = [
  ...(extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : []),
  fileURLToPath(new URL(`../content/server${extension}`, import.meta.url)),
];

/** Addresses of what the site server offers. */
export function serverAddresses(site: Site): { readonly web: string; readonly registry: string } {
  return { web: `http://${site.network.gateway}:8081`, registry: `${site.network.gateway}:5000` };
}

/** Starts the site server unless one serves this very content, and waits until it answers. It serves until `down`. */
export async function ensureServer(site: Site, content: SiteContent): Promise<void> {
  const { web, registry } = serverAddresses(site);
  const answers = (): Promise<boolean> => allAnswer([`${web}/`, `http://${registry}/v2/`]);
  const group = groupOf.server(site.name);
  const folders = ['--web', content.webRoot, '--registry', content.registryRoot];
  const names = site.hosts.flatMap(({ name, address }) => ['--name', `${name}=${address}`]);
  const current = commandsIn(group).some((command) => [...folders, ...names].every((word) => command.includes(word)));
  if (current && (await answers())) return;
  await killGroup(group);
  const command = [process.execPath, ...program, '--address', site.network.gateway, ...folders, ...names];
  const log = join(siteRun(site.name), 'server.log');
  await startDetached(group, command, log);
  const ready = async (): Promise<boolean> => {
    if (await answers()) return true;
    if (processesIn(group).length > 0) return false;
    throw new Error(`the site server ended: ${(await readFile(log, 'utf8')).trim().split('\n').slice(-3).join(' ')}`);
  };
  await until(ready, { seconds: 30, what: 'the site server', every: 50 });
}

/** Any answer will do, a 404 too: what counts is that someone is there. */
async function allAnswer(urls: readonly string[]): Promise<boolean> {
  const answers = urls.map((url) =>
    fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    ),
  );
  return (await Promise.all(answers)).every(Boolean);
}
