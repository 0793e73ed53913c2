import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { workflowNames } from '../contract.ts';
import { progressQuery } from '../../workflows/messages.ts';
import type { Replacement } from '../model/task.ts';
import { clusterWorkflowId, nodeWorkflowId } from '../model/names.ts';
import { SlipwayError } from '../model/failure.ts';
import type { Decision } from './decisions.ts';
import { requireBuild } from './pick-build.ts';
import { cannotFollow, isPassing, whoIsAway } from './server-away.ts';

/** What a decision is about. */
export interface DecisionAbout {
  readonly name: string;
  readonly node: string | undefined;
  /** The machine that takes the node's role. */
  readonly machine?: Replacement;
}

/** What a node, or the build, answered. */
export interface Answer {
  readonly node?: string;
  readonly answer: string;
}

/** Longest wait for the answer of a worker, in seconds. */
const patience = 15;
/** Between two tries where the server takes no decision, since a worker failed with the workflow: another may come. */
const pauseMs = 500;

/** Tells a build what the operator decided. Throws `decision-refused` where it does not fit. */
export async function decide(
  client: Client,
  decision: Decision,
  { name, node, machine }: DecisionAbout,
): Promise<readonly Answer[]> {
  await requireBuild(client, name);
  const build = client.workflow.getHandle(clusterWorkflowId(name));
  const { status, type } = await build.describe();
  if (status.name !== 'RUNNING') throw refused(`the build of ${name} has ended: ${status.name.toLowerCase()}`);
  if (type !== workflowNames.applyCluster)
    throw refused(`${name} is being taken down, and no build of it runs; see its end with \`slipway watch ${name}\``);
  if (node === undefined && decision.without === 'build') return [{ answer: await send(client, build, decision) }];
  const nodes = node === undefined ? await parkedNodes(client, build, decision) : [node];
  const answers: Answer[] = [];
  for (const each of nodes) {
    const handle = client.workflow.getHandle(nodeWorkflowId(name, each));
    answers.push({ node: each, answer: await send(client, handle, decision, machine) });
  }
  return answers;
}

async function parkedNodes(
  client: Client,
  build: WorkflowHandle,
  { verb, without }: Decision,
): Promise<readonly string[]> {
  const progress = await client
    .withDeadline(Date.now() + patience * 1000, () => build.query(progressQuery))
    .catch(async (error: unknown) => {
      if (!isPassing(error)) throw error;
      throw refused(`no answer from ${build.workflowId}. ${await whoIsAway(client)}`, error);
    });
  const parked = progress.nodes.filter((node) => node.state === 'parked').map((node) => node.node);
  if (parked.length === 0) throw refused('no node waits for you');
  if (parked.length === 1 || without === 'all-parked') return parked;
  throw refused(`${parked.length} nodes are parked: ${parked.join(', ')}; name the one to ${verb}`);
}

async function send(
  client: Client,
  handle: WorkflowHandle,
  { update, seconds = patience }: Decision,
  machine?: Replacement,
): Promise<string> {
  const deadline = Date.now() + seconds * 1000;
  // One decision, however often it is sent: one that the server seemed to refuse may still be carried out.
  const updateId = randomUUID();
  for (;;) {
    try {
      return await client.withDeadline(deadline, () =>
        machine
          ? handle.executeUpdate<string, [Replacement]>(update.name, { args: [machine], updateId })
          : handle.executeUpdate<string, []>(update.name, { updateId }),
      );
    } catch (error) {
      const { workflowId } = handle;
      if (error instanceof WorkflowNotFoundError) throw refused(`nothing is being done for ${workflowId}`, error);
      if (isTimeout(error)) throw refused(`no answer from ${workflowId}. ${await whoIsAway(client)}`, error);
      if (!cannotFollow(error)) throw error;
      if (Date.now() + pauseMs > deadline)
        throw refused(
          `no worker can go on with ${workflowId}, as none of another version can; start one that can`,
          error,
        );
      await after(pauseMs);
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError';
}

function refused(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError('decision-refused', message, { cause });
}
