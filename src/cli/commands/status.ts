import { Command } from 'commander';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { progressQuery } from '../../../workflows/messages.ts';
import { workflowNames, type ApplyCluster } from '../../contract.ts';
import { clusterWorkflowId } from '../../model/names.ts';
import { currentResult } from '../../model/result.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodes } from '../exit-codes.ts';
import { listBuilds } from '../list-builds.ts';
import { requireBuild } from '../pick-build.ts';
import { isPassing, whoIsAway } from '../server-away.ts';
import { buildsText } from '../show/builds-text.ts';
import { resultJson } from '../show/result-json.ts';
import { resultText } from '../show/result-text.ts';
import { watchView } from '../show/watch-view.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

const help = `
Without a name: all clusters that were built through this Temporal server. With
one: how its build stands now, or how it ended.

Examples:
  slipway status
  slipway status harbour
  slipway status harbour -o json

Exit codes: 0 answered, 2 no such build, 9 no Temporal server answers; a build
that failed gives the code of its failure`;

/** `slipway status`. */
export function statusCommand(perform: Perform): Command {
  return new Command('status')
    .summary('say how builds stand')
    .description('Say how builds stand.')
    .argument('[name]', 'cluster (default: all of them)')
    .addHelpText('after', help)
    .action((name: string | undefined, _options: unknown, command: Command) =>
      perform(command, (call) => status(call, name)),
    );
}

async function status(call: Call, name: string | undefined): Promise<number> {
  return withClient(call.terminal, call.flags, async (client) => {
    if (name === undefined) return showAll(call, client);
    await requireBuild(client, name);
    const handle = client.workflow.getHandle<ApplyCluster>(clusterWorkflowId(name));
    const description = await handle.describe();
    const isRunning = description.status.name === 'RUNNING';
    if (description.type !== workflowNames.applyCluster) return showOther(call, name, description);
    return isRunning ? showRunning(call, client, { handle, description }) : showEnd(call, handle);
  });
}

/** What holds the cluster, or was last done with it, and is no build. */
function showOther({ terminal, json }: Call, name: string, description: WorkflowExecutionDescription): number {
  const { type, startTime, closeTime } = description;
  const [began, ended] = [startTime.toISOString(), closeTime?.toISOString()];
  if (json) printJson(terminal, ended ? { ended: type, at: ended } : { running: type, startedAt: began });
  else print(terminal.stdout, `${name}: ${type} ${ended ? `ended at ${ended}` : `is running since ${began}`}`);
  return exitCodes.done;
}

async function showAll({ terminal, json }: Call, client: Client): Promise<number> {
  const builds = await listBuilds(client);
  if (json) printJson(terminal, { builds });
  else print(terminal.stdout, buildsText(builds, { ...lookOf(terminal), now: Date.now() }));
  return exitCodes.done;
}

async function showRunning(
  { terminal, json }: Call,
  client: Client,
  { handle, description }: { handle: WorkflowHandle<ApplyCluster>; description: WorkflowExecutionDescription },
): Promise<number> {
  const { type, startTime } = description;
  try {
    const progress = await client.withDeadline(Date.now() + 5000, () => handle.query(progressQuery));
    if (json) printJson(terminal, { running: type, progress });
    else print(terminal.stdout, watchView(progress, { ...lookOf(terminal), now: Date.now() }));
  } catch (error) {
    if (!isPassing(error)) throw error;
    const notice = await whoIsAway(client);
    if (json) printJson(terminal, { running: type, startedAt: startTime.toISOString(), notice });
    else print(terminal.stdout, [`${handle.workflowId}: ${type} is running since ${startTime.toISOString()}`, notice]);
  }
  return exitCodes.done;
}

async function showEnd({ terminal, json }: Call, handle: WorkflowHandle<ApplyCluster>): Promise<number> {
  const result = currentResult(await handle.result());
  if (json) printJson(terminal, resultJson(result));
  else print(terminal.stdout, resultText(result, lookOf(terminal)));
  return exitCodes.done;
}
