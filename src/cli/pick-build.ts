import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowNames } from '../contract.ts';
import { clusterWorkflowId } from '../model/names.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Gives the workflow id of a cluster's build: the one named, or the only one that is running. */
export async function pickBuild(client: Client, name: string | undefined): Promise<string> {
  if (name !== undefined) {
    await requireBuild(client, name);
    return clusterWorkflowId(name);
  }
  const running = new Set<string>();
  const query = `WorkflowType = '${workflowNames.applyCluster}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) running.add(workflowId);
  const [first, ...others] = running;
  if (first === undefined) {
    const hint =
      'Name a cluster to see its last build, list all with `slipway status`, or start one with `slipway apply`.';
    throw new CommandError(exitCodes.input, 'No build is running', { hint });
  }
  if (others.length === 0) return first;
  const names = [first, ...others].toSorted().join(', ');
  throw new CommandError(exitCodes.input, `${running.size} builds are running: ${names}`, {
    hint: 'Name the one you mean.',
  });
}

/** Throws where no build of that cluster is known. */
export async function requireBuild(client: Client, name: string): Promise<void> {
  try {
    await client.workflow.getHandle(clusterWorkflowId(name)).describe();
  } catch (cause) {
    if (!(cause instanceof WorkflowNotFoundError)) throw cause;
    throw new CommandError(exitCodes.input, `No build of a cluster named ${name} is known`, {
      hint: 'List those that are with `slipway status`.',
      cause,
    });
  }
}
