import { createHash } from 'node:crypto';

import { runProgram } from '../content/run-program.ts';
import { LabError } from '../lab-error.ts';
import type { Site } from '../site-shape.ts';

interface Link {
  readonly ifname: string;
  readonly ifalias?: string;
}

interface Route {
  readonly dst: string;
  readonly dev: string;
}

/** The name of the machine's end of a host's cable: interface names have at most 15 characters. */
export function linkName(site: string, host: string): string {
  return `slp-${digest(`${site}/${host}`).slice(0, 10)}`;
}

/** The host's hardware address: always the same, and of the kind that nobody else is given. */
export function hardwareAddress(site: string, host: string): string {
  const bytes = digest(`${site}/${host}/eth0`).match(/../g)?.slice(0, 5) ?? [];
  return ['02', ...bytes].join(':');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Throws where the bridge's name or the subnet belongs to another site, or to the machine. */
export async function checkNetwork({ name, network }: Site): Promise<void> {
  const all = await links();
  const routes: readonly Route[] = JSON.parse(await runProgram('ip', ['-json', 'route', 'show']));
  const routed = routes.filter(({ dst }) => dst === network.subnet);
  const taken = new Set([network.bridge, ...routed.map(({ dev }) => dev)]);
  const other = all.find(({ ifname, ifalias }) => taken.has(ifname) && ifalias !== alias(name));
  if (!other) return;
  const owner = /^slipway-lab ([^/]+)/.exec(other.ifalias ?? '')?.[1];
  const what = other.ifname === network.bridge ? network.bridge : network.subnet;
  const way = owner ? `end it with \`npm run lab -- down ${owner}\`` : 'name another one in the site file';
  throw new LabError(`the network ${what} is in use by ${owner ? `the site ${owner}` : 'this machine'}: ${way}`);
}

/** Makes the site's bridge with the gateway's address unless it is there. */
export async function ensureBridge({ name, network }: Site): Promise<void> {
  const there = (await links()).some((link) => link.ifname === network.bridge);
  if (!there) {
    await runProgram('ip', [
      'link',
      'add',
      network.bridge,
      'address',
      hardwareAddress(name, 'gateway'),
      'type',
      'bridge',
    ]);
    await runProgram('ip', ['link', 'set', network.bridge, 'alias', alias(name)]);
  }
  await runProgram('ip', ['address', 'replace', `${network.gateway}/24`, 'dev', network.bridge]);
  await runProgram('ip', ['link', 'set', network.bridge, 'up']);
}

/** Takes away every network device of a site. */
export async function removeLinks(site: string): Promise<void> {
  const own = (await links()).filter(
    ({ ifalias }) => ifalias === alias(site) || ifalias?.startsWith(`${alias(site)}/`),
  );
  for (const { ifname } of own) {
    // The other end may take it away at the same moment: a host's namespace ends in its own time.
    await runProgram('ip', ['link', 'del', ifname]).catch(async (error: unknown) => {
      if ((await links()).some((link) => link.ifname === ifname)) throw error;
    });
  }
}

/** Names of the sites that have a network device. */
export async function sitesWithLinks(): Promise<string[]> {
  return (await links()).flatMap(({ ifalias }) => /^slipway-lab ([^/]+)/.exec(ifalias ?? '')?.[1] ?? []);
}

function alias(site: string): string {
  return `slipway-lab ${site}`;
}

async function links(): Promise<Link[]> {
  const found: Link[] = JSON.parse(await runProgram('ip', ['-json', 'link', 'show']));
  return found;
}
