import * as wf from '@temporalio/workflow';
import type { Goal } from '../src/model/plan.ts';
import type { Build } from './build.ts';

/**
 * How long workers let the control plane go first once it has its images: about as long as `kubeadm init` takes where it is alone. Hosts
 * that are virtual machines or containers of one machine share its processors, and beside workers that install packages init takes twice
 * as long, or much more where a static pod is given up and started again. Where hosts share nothing, what a worker loses is about what it
 * waits in the end anyway: after init the controller manager sleeps ten seconds before it signs anything.
 */
const headStart = '15s';

/**
 * Tells that the head start of the control plane is over where its API server is not ready by then, which ends it in any case. Also where no
 * plan waits for it: another machine that takes the role of a worker has a plan of its own.
 */
export async function giveHeadStart(build: Build, controlPlane: string): Promise<void> {
  const has = (milestone: Goal): boolean => build.milestones().includes(milestone);
  const isUp = (): boolean => has('api-ready');
  await wf.condition(() => has('images-pulled') || isUp());
  if (isUp() || (await wf.condition(isUp, headStart))) return;
  build.tell([{ type: 'reached', node: controlPlane, at: Date.now(), milestone: 'head-start-over' }]);
}
