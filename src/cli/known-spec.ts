import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ApplyCluster, ResetCluster } from '../contract.ts';
import { workflowNames } from '../contract.ts';
import type { ClusterSpec } from '../model/cluster.ts';
import { clusterWorkflowId } from '../model/names.ts';
import { currentSpec } from '../spec/stored-spec.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * The spec of a cluster as its last build that ended well was given it: what a command goes by that is told a name and no file. One that
 * was aborted, or left nodes out, has a result as well and does not count. A build of an older version did not know every key; they
 * have their defaults. Throws where no such build is known, where the cluster was taken down since, and `version-mismatch`.
 */
export async function knownSpec(client: Client, name: string): Promise<ClusterSpec> {
  const runs = await completedRuns(client, clusterWorkflowId(name));
  for (const { runId, type } of runs.toSorted((one, other) => other.startTime.getTime() - one.startTime.getTime())) {
    if (type === workflowNames.applyCluster) {
      const { outcome } = await client.workflow.getHandle<ApplyCluster>(clusterWorkflowId(name), runId).result();
      if (outcome !== 'proven' && outcome !== 'unchanged') continue;
      const { spec } = await inputOf<Parameters<ApplyCluster>[0]>(client, name, runId);
      return currentSpec(spec);
    }
    if (type !== workflowNames.resetCluster) continue;
    const { hosts } = await inputOf<Parameters<ResetCluster>[0]>(client, name, runId);
    if (hosts !== undefined) continue;
    throw new CommandError(exitCodes.input, `${name} was taken down after its last build`, {
      hint: 'Build it again with `slipway apply -f FILE`.',
    });
  }
  throw new CommandError(exitCodes.input, `No build of ${name} that ended well is known`, {
    hint: 'Name its cluster file with -f, or list what is known with `slipway status`.',
  });
}

interface Run {
  readonly runId: string;
  readonly type: string;
  readonly startTime: Date;
}

/** Every completed run. The list of them is behind by a moment, in which the last one is only told by its own description. */
async function completedRuns(client: Client, workflowId: string): Promise<readonly Run[]> {
  const runs = new Map<string, Run>();
  const query = `WorkflowId = '${workflowId.replaceAll("'", '')}' AND ExecutionStatus = 'Completed'`;
  for await (const run of client.workflow.list({ query })) runs.set(run.runId, run);
  const last = await client.workflow.getHandle(workflowId).describe().catch(ignoreNotFound);
  if (last?.status.name === 'COMPLETED') runs.set(last.runId, last);
  return [...runs.values()];
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** What a run was started with: the first event of its history, without reading the rest. */
async function inputOf<T>(client: Client, name: string, runId: string): Promise<T> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: clusterWorkflowId(name), runId },
    maximumPageSize: 1,
  });
  const [started] = history?.events ?? [];
  const [payload] = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error(`the history of ${name} does not begin with its input`);
  return defaultPayloadConverter.fromPayload<T>(payload);
}
