import { join } from 'node:path';
import { z } from 'zod';
import { run } from './command.ts';
import { changes, ledgerOf } from './ledger.ts';
import type { Site } from './site.ts';

const result = z.object({ outcome: z.string() });

/** Builds once more; gives what that did although the cluster stood: by its own words, and by the ledgers of the hosts. */
export async function checkAgain(site: Site, folder: string, address: string): Promise<readonly string[]> {
  const before = await Promise.all(site.hosts.map(({ name }) => ledgerOf(site, name)));
  const spec = join(folder, 'cluster.yaml');
  const options = ['-o', 'json', '--leave-when-parked', '--address', address];
  const { code, stdout, stderr } = await run('slipway', ['apply', '-f', spec, ...options]);
  if (code !== 0) return [`a second build ended with ${code}: ${(stdout + stderr).trim().slice(-400)}`];
  const { outcome } = result.parse(JSON.parse(stdout));
  const after = await Promise.all(site.hosts.map(({ name }) => ledgerOf(site, name)));
  const changed = site.hosts.flatMap(({ name }, index) =>
    (after[index] ?? [])
      .slice(before[index]?.length)
      .filter(changes)
      .map((call) => `${name}: a second build called ${[call.program, ...call.arguments].join(' ')}`),
  );
  return [...(outcome === 'unchanged' ? [] : [`a second build was ${outcome}`]), ...changed];
}
