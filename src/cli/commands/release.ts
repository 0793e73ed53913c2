import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { Command } from 'commander';
import { workflowNames, type ReleaseHost } from '../../contract.ts';
import { SlipwayError } from '../../model/failure.ts';
import { clusterWorkflowId } from '../../model/names.ts';
import type { Call, Perform } from '../call.ts';
import { CommandError } from '../command-error.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { runWorkflow } from '../run-workflow.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';
import { readClaims } from './claims.ts';

const help = `
Removes the claim of a cluster from a host where nothing else of it is: no node,
no kubelet, no step that runs, and no build of that cluster on this Temporal
server. Else it is refused with what was found. For hosts of builds that ended
before they began, whose cluster file is gone; with the file, \`slipway reset\` is
the way.

Examples:
  slipway claims
  slipway release w-2
  slipway release -f harbour.yaml w-2

${exitCodeHelp}`;

/** `slipway release`. */
export function releaseCommand(perform: Perform): Command {
  return new Command('release')
    .summary('give back a host that a cluster has claimed')
    .description('Give back a host that a cluster has claimed and does not use.')
    .argument('<host>', 'host of the cluster file')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .addHelpText('after', help)
    .action((host: string, { file }: { readonly file: string }, command: Command) =>
      perform(command, (call) => release(call, file, host)),
    );
}

async function release(call: Call, file: string, name: string): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, file);
  const host = spec.hosts.find((candidate) => candidate.name === name);
  if (!host) {
    const hint = `It has: ${spec.hosts.map((each) => each.name).join(', ')}.`;
    throw new CommandError(exitCodes.input, `${spec.name} has no host named ${name}`, { hint });
  }
  const { owner, state } = await withClient(terminal, call.flags, async (client) => {
    const claim = (await readClaims(call, client, spec)).find((row) => row.host === name);
    if (!claim?.reached) throw new SlipwayError('host-unreachable', 'the host gave no answer', { host: name });
    const { owner } = claim;
    if (owner === '') return { owner, state: 'unclaimed' };
    await refuseIfBuilding(client, owner);
    const state = await runWorkflow<ReleaseHost>(call, client, {
      what: `Releasing ${name} from ${owner}`,
      start: (shared) => {
        const workflowId = `${spec.name}:release:${randomUUID()}`;
        const options = { ...shared, workflowId, workflowExecutionTimeout: '10m' } as const;
        return client.workflow.start<ReleaseHost>(workflowNames.releaseHost, {
          ...options,
          args: [{ spec, host, owner }],
        });
      },
    });
    return { owner, state };
  });
  const words =
    state === 'released' ? `${name} was claimed by ${owner}; it is free now.` : `Nobody has claimed ${name}.`;
  if (call.json) printJson(terminal, { host: name, owner, state });
  else print(terminal.stdout, words);
  return exitCodes.done;
}

async function refuseIfBuilding(client: Client, cluster: string): Promise<void> {
  try {
    const { status } = await client.workflow.getHandle(clusterWorkflowId(cluster)).describe();
    if (status.name !== 'RUNNING') return;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  throw new SlipwayError('claim-in-use', `${cluster} is being built or reset right now`);
}
