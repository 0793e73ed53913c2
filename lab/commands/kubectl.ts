import { existsSync } from 'node:fs';
import { relative } from 'node:path';

import { runningSites } from '../hosts/running.ts';
import { LabError } from '../lab-error.ts';
import { demoKubeconfig, projectRoot } from '../paths.ts';
import { attached } from './attached.ts';

/** Runs the lab's own kubectl against the demo's cluster, or the one that KUBECONFIG names. */
export async function kubectl(args: readonly string[]): Promise<void> {
  const program = (await runningSites()).find((running) => running.kubectl)?.kubectl;
  if (!program) throw new LabError('no site is up: start one with `npm run lab -- up demo`');
  const chosen = process.env['KUBECONFIG'];
  if (!chosen && !existsSync(demoKubeconfig)) {
    const missing = relative(projectRoot, demoKubeconfig);
    throw new LabError(`there is no ${missing}: \`make demo KEEP=1\` writes it; or set KUBECONFIG to another one`);
  }
  await attached(program, args, { KUBECONFIG: chosen || demoKubeconfig });
}
