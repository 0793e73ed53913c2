import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { hostInit, isFrozen } from '../hosts/groups.ts';
import { hasPower, isCut } from '../hosts/power.ts';
import { runningSites } from '../hosts/running.ts';
import { hostRun } from '../paths.ts';
import type { Site } from '../site-shape.ts';

interface Row {
  readonly site: string;
  readonly host: string;
  readonly family: string;
  readonly address: string;
  readonly role: string;
  /** `on`, `off`, `booting` or `frozen`. */
  readonly power: string;
  /** `up`, `cut`, or the delay in milliseconds. */
  readonly network: string;
}

const columns = ['site', 'host', 'family', 'address', 'role', 'power', 'network'] as const;

/** Prints the hosts of all sites that are up, as a table for people or as JSON. */
export async function list({ output }: { readonly output?: string }): Promise<void> {
  const rows = (await Promise.all((await runningSites()).map(({ site }) => rowsOf(site)))).flat();
  if (output === 'json') process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) process.stdout.write('no site is up: start one with `npm run lab -- up demo`\n');
  else process.stdout.write(tableOf(rows));
}

function tableOf(rows: readonly Row[]): string {
  const lines = [columns.map((name) => name.toUpperCase()), ...rows.map((row) => columns.map((name) => row[name]))];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

async function rowsOf(site: Site): Promise<Row[]> {
  return Promise.all(
    site.hosts.map(async ({ name, family, address, role }) => ({
      site: site.name,
      host: name,
      family,
      address,
      role,
      power: powerOf(site.name, name),
      network: await networkOf(site.name, name),
    })),
  );
}

function powerOf(site: string, host: string): string {
  if (!hasPower(site, host)) return 'off';
  if (hostInit(site, host) === undefined) return 'booting';
  return isFrozen(site, host) ? 'frozen' : 'on';
}

async function networkOf(site: string, host: string): Promise<string> {
  if (isCut(site, host)) return 'cut';
  const delay = await readFile(join(hostRun(site, host), 'delay'), 'utf8').catch(() => '');
  return delay ? `+${Number.parseInt(delay, 10)} ms` : 'up';
}
