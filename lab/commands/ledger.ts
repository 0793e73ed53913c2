import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findHost } from '../hosts/running.ts';
import { ledgerEntries } from '../ledger/entries.ts';
import type { LedgerEntry } from '../ledger/entries.ts';
import { ledgerFile } from '../ledger/places.ts';
import { hostDisk } from '../paths.ts';

/** Shows what was called on a host, from the ledger on its disk: also when it is off, frozen or cut off. */
export async function ledger(
  name: string,
  programs: readonly string[],
  { output }: { readonly output?: string },
): Promise<void> {
  const { site, host } = await findHost(name);
  const text = await readFile(join(hostDisk(site.name, host.name), 'root', ledgerFile), 'utf8');
  const entries = ledgerEntries(text).filter(({ program }) => programs.length === 0 || programs.includes(program));
  const shown = output === 'json' ? JSON.stringify(entries, null, 2) : entries.map(lineOf).join('\n');
  process.stdout.write(`${shown || 'nothing was called'}\n`);
}

function lineOf(entry: LedgerEntry): string {
  const { at, boot, pid, program } = entry;
  return [at, boot.slice(0, 8), `${pid}`.padStart(6), endOf(entry).padEnd(22), program, ...entry.arguments].join('  ');
}

function endOf({ at, ended }: LedgerEntry): string {
  if (!ended) return 'not ended';
  const seconds = ((Date.parse(ended.at) - Date.parse(at)) / 1000).toFixed(1);
  const how = ended.signal === undefined ? `exit ${ended.code}` : `signal ${ended.signal}`;
  return `${how} after ${seconds} s`;
}
