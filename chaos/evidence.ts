import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { run } from './command.ts';
import { nodeHistory } from './history.ts';
import type { Account } from './judge-calls.ts';
import { ledgerOf } from './ledger.ts';
import type { Site } from './site.ts';

/** What each host has done, by its ledger, beside what history says of it; kept in the folder. */
export async function accountsOf(site: Site, client: Client, folder: string): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for (const { name: host, role } of site.hosts) {
    const history = await nodeHistory(client, site.name, host);
    accounts.push({ host, role, history, calls: await ledgerOf(site, host) });
  }
  writeFileSync(join(folder, 'accounts.json'), `${JSON.stringify(accounts, null, 1)}\n`);
  return accounts;
}

/** Keeps what is needed to understand a failed run: the journals of the hosts, earlier boots included, and their jobs. */
export async function keepJournals(site: Site, folder: string): Promise<void> {
  for (const { name } of site.hosts) {
    const { stdout } = await run('lab', ['logs', `${site.name}/${name}`, '-o', 'short-iso-precise', '-n', '20000']);
    writeFileSync(join(folder, `${name}.journal`), stdout);
  }
}
