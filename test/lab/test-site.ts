import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { ClusterSpec } from '../../src/model/cluster.ts';
import { parseSpec } from '../../src/spec/parse.ts';
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

/** The cluster spec that `up` has written. */
export function specOf({ output }: TestSite): ClusterSpec {
  const file = `${output}/cluster.yaml`;
  const parsed = parseSpec(readFileSync(file, 'utf8'), { file, resolvePath: (path) => path });
  if ('problems' in parsed) throw new Error('the spec of the site has mistakes');
  return parsed.spec;
}

/** Ids of the processes in a part of a host's cgroup: `power` or `machine`. */
export function processesOf(site: string, host: string, part: 'power' | 'machine'): readonly string[] {
  const file = `/sys/fs/cgroup/freezer/slipway-lab/${site}/hosts/${host}/${part}/cgroup.procs`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
