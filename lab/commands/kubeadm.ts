import { ensureKubeadms } from '../content/content.ts';
import { createReporter } from '../content/progress.ts';
import { LabError } from '../lab-error.ts';
import { requireGo } from '../prerequisites.ts';
import { attached } from './attached.ts';

/** Runs the lab's kubeadm of a minor; builds it first where the cache lacks it. */
export async function kubeadm(minor: string, args: readonly string[]): Promise<void> {
  await requireGo();
  const report = createReporter();
  const programs = await ensureKubeadms(report).finally(() => report.close());
  const program = programs.get(minor);
  if (!program) throw new LabError(`the lab has no kubeadm ${minor}: it has ${[...programs.keys()].sort().join(', ')}`);
  await attached(program, args, {});
}
