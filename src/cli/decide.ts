import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { progressQuery } from '../../workflows/messages.ts';
import { clusterWorkflowId, nodeWorkflowId } from '../model/names.ts';
import { SlipwayError } from '../model/failure.ts';
import { requireBuild } from './pick-build.ts';
import { whoIsAway } from './server-away.ts';

/** What an operator may tell a build. */
export interface Decision {
  readonly verb: 'retry' | 'skip' | 'abort';
  readonly update: UpdateDefinition<string>;
  /** Whom it concerns where no node is named. */
  readonly without: 'all-parked' | 'only-parked' | 'build';
}

/** What a node, or the build, answered. */
export interface Answer {
  readonly node?: string;
  readonly answer: string;
}

/** Longest wait for the answer of a worker. */
const patienceMs = 15_000;

/** Tells a build what the operator decided. Throws `decision-refused` where it does not fit. */
export async function decide(
  client: Client,
  decision: Decision,
  { name, node }: { readonly name: string; readonly node: string | undefined },
): Promise<readonly Answer[]> {
  await requireBuild(client, name);
  const build = client.workflow.getHandle(clusterWorkflowId(name));
  const { status } = await build.describe();
  if (status.name !== 'RUNNING') throw refused(`the build of ${name} has ended: ${status.name.toLowerCase()}`);
  if (node === undefined && decision.without === 'build') return [{ answer: await send(client, build, decision) }];
  const nodes = node === undefined ? await parkedNodes(client, build, decision) : [node];
  const answers: Answer[] = [];
  for (const each of nodes) {
    const handle = client.workflow.getHandle(nodeWorkflowId(name, each));
    answers.push({ node: each, answer: await send(client, handle, decision) });
  }
  return answers;
}

async function parkedNodes(
  client: Client,
  build: WorkflowHandle,
  { verb, without }: Decision,
): Promise<readonly string[]> {
  const progress = await client.withDeadline(Date.now() + patienceMs, () => build.query(progressQuery));
  const parked = progress.nodes.filter((node) => node.state === 'parked').map((node) => node.node);
  if (parked.length === 0) throw refused('no node waits for you');
  if (parked.length === 1 || without === 'all-parked') return parked;
  throw refused(`${parked.length} nodes are parked: ${parked.join(', ')}; name the one to ${verb}`);
}

async function send(client: Client, handle: WorkflowHandle, { update }: Decision): Promise<string> {
  try {
    return await client.withDeadline(Date.now() + patienceMs, () => handle.executeUpdate(update));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw refused(`nothing is being done for ${handle.workflowId}`, error);
    if (isTimeout(error)) throw refused(`no answer from ${handle.workflowId}. ${await whoIsAway(client)}`, error);
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError';
}

function refused(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError('decision-refused', message, { cause });
}
