import {
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { workflowNames, type ApplyCluster } from '../contract.ts';
import type { ClusterSpec } from '../model/cluster.ts';
import { clusterWorkflowId, taskQueue } from '../model/names.ts';
import { counted } from './show/clock.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** A build that runs: started now, or found running. */
export interface StartedBuild {
  readonly handle: WorkflowHandleWithFirstExecutionRunId<ApplyCluster>;
  readonly attached: boolean;
  /** What was done, for people. */
  readonly sentence: string;
}

/** Starts the build of a cluster, or finds the one that runs: the cluster's workflow id is its lock. */
export async function startBuild(client: Client, spec: ClusterSpec): Promise<StartedBuild> {
  const workflowId = clusterWorkflowId(spec.name);
  try {
    const handle = await client.workflow.start<ApplyCluster>(workflowNames.applyCluster, {
      workflowId,
      taskQueue,
      args: [{ spec }],
      staticSummary: summaryOf(spec),
    });
    return { handle, attached: false, sentence: `Started: ${summaryOf(spec)}.` };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return attach(client, spec);
  }
}

/** `harbour: 1 control plane, 3 workers, Kubernetes 1.30`. */
function summaryOf({ name, hosts, kubernetes }: ClusterSpec): string {
  const of = (role: string) => hosts.filter((host) => host.role === role).length;
  const workers = of('worker') ? `, ${counted(of('worker'), 'worker')}` : '';
  return `${name}: ${counted(of('control-plane'), 'control plane')}${workers}, Kubernetes ${kubernetes.version}`;
}

async function attach(client: Client, { name }: ClusterSpec): Promise<StartedBuild> {
  const handle = client.workflow.getHandle<ApplyCluster>(clusterWorkflowId(name));
  const { type, startTime, runId } = await handle.describe();
  if (type !== workflowNames.applyCluster) {
    throw new CommandError(
      exitCodes.input,
      `${name} is locked: ${type} has been running since ${startTime.toISOString()}`,
      {
        hint: `Wait for its end: \`slipway watch ${name}\`.`,
      },
    );
  }
  const since = `A build of ${name} is running since ${startTime.toISOString()}; following that one.`;
  const sentence = `${since} If the cluster file has changed since then, apply again after its end.`;
  return { handle: Object.assign(handle, { firstExecutionRunId: runId }), attached: true, sentence };
}
