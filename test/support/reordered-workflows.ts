import { sleep } from '@temporalio/workflow';
import * as real from '../../workflows/index.ts';

/** The real workflows, changed in a way that a build which is under way does not survive: for tests that must notice it. */
const later =
  <A extends readonly unknown[], R>(workflow: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    await sleep('1s');
    return workflow(...args);
  };

/** Steps in the opposite order. */
export async function convergeNode(
  input: Parameters<typeof real.convergeNode>[0],
): ReturnType<typeof real.convergeNode> {
  return real.convergeNode({ ...input, plan: { ...input.plan, steps: input.plan.steps.toReversed() } });
}

export const applyCluster = later(real.applyCluster);
export const convergePool = later(real.convergePool);
export const planCluster = later(real.planCluster);
export const preflightCluster = later(real.preflightCluster);
export const readKubeconfig = later(real.readKubeconfig);
export const releaseHost = later(real.releaseHost);
export const resetCluster = later(real.resetCluster);
export const verifyCluster = later(real.verifyCluster);
