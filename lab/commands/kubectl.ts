import { join } from 'node:path';

import { runningSites } from '../hosts/running.ts';
import { LabError } from '../lab-error.ts';
import { projectRoot } from '../paths.ts';
import { attached } from './attached.ts';

/** Runs the lab's own kubectl against the demo's cluster, or the one that KUBECONFIG names. */
export async function kubectl(args: readonly string[]): Promise<void> {
  const program = (await runningSites()).find((running) => running.kubectl)?.kubectl;
  if (!program) throw new LabError('no site is up: start one with `npm run lab -- up demo`');
  const kubeconfig = process.env['KUBECONFIG'] ?? join(projectRoot, 'build/demo/kubeconfig');
  await attached(program, args, { KUBECONFIG: kubeconfig });
}
