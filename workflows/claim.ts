import * as wf from '@temporalio/workflow';
import { settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec } from '../src/model/cluster.ts';
import type { Failure } from '../src/model/failure.ts';
import type { Plan } from '../src/model/plan.ts';
import { acting, activities } from './policies.ts';

/** Longest honest run: every host asked twice, and the wait for a build that may give way. */
const seconds = 300;

/**
 * Claims the hosts that nobody has claimed yet, all or none, before anything else is done to any; gives what stands in the way.
 * Where it is cut off, what was claimed is given back.
 */
export async function claimAll(spec: ClusterSpec, plan: Plan): Promise<readonly Failure[]> {
  const hosts = spec.hosts.flatMap((host) => {
    const facts = plan.nodes.find(({ node }) => node === host.name)?.facts;
    return facts && facts.claimedBy !== spec.name ? [{ host, order: facts.machineId || host.address }] : [];
  });
  if (hosts.length === 0) return [];
  const task = { settings: settingsOf(spec), hosts, build: wf.workflowInfo().firstExecutionRunId };
  const summary = `Claim ${hosts.length} host${hosts.length === 1 ? '' : 's'}`;
  try {
    return await activities.claimHosts.executeWithOptions({ ...acting(seconds), summary }, [task]);
  } catch (error) {
    const options = { ...acting(120), summary: 'Give back what was claimed' };
    await wf.CancellationScope.nonCancellable(() => activities.releaseClaims.executeWithOptions(options, [task]));
    throw error;
  }
}
