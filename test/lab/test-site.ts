import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { lab } from './run-lab.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A site of the tests, beside whatever else is up on this machine. */
export interface TestSite {
  readonly name: string;
  /** Where `up` writes keys, known_hosts and the cluster spec. */
  readonly output: string;
  /** The command that brings it up. */
  readonly up: readonly string[];
  /** Ends the site and forgets its output. */
  readonly end: () => Promise<void>;
}

/** Names a site of `test/lab/sites`; what an earlier run has left of it is ended. */
export async function testSite(name: string): Promise<TestSite> {
  const output = inProject(`build/${name}`);
  const file = inProject(`test/lab/sites/${name}.yaml`);
  const end = async (): Promise<void> => {
    await lab('down', file);
    await rm(output, { recursive: true, force: true });
  };
  if (existsSync(`/run/slipway-lab/sites/${name}`)) await end();
  return { name, output, up: ['up', file, '--output', output], end };
}

/** Ids of the processes in a part of a host's cgroup: `power` or `machine`. */
export function processesOf(site: string, host: string, part: 'power' | 'machine'): readonly string[] {
  const file = `/sys/fs/cgroup/freezer/slipway-lab/${site}/hosts/${host}/${part}/cgroup.procs`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
