import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { clusterWorkflowId } from '../model/names.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Throws where a build or reset of the cluster runs; `why` says what it would get in the way of. */
export async function refuseDuringBuild(
  client: Client,
  name: string,
  { why, hint }: { readonly why: string; readonly hint: string },
): Promise<void> {
  try {
    const { status } = await client.workflow.getHandle(clusterWorkflowId(name)).describe();
    if (status.name !== 'RUNNING') return;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  throw new CommandError(exitCodes.input, `${name} is being built or reset, ${why}`, { hint });
}
