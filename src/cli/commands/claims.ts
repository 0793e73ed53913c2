import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { Command } from 'commander';
import { workflowNames, type PlanCluster } from '../../contract.ts';
import type { ClusterSpec } from '../../model/cluster.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { runWorkflow } from '../run-workflow.ts';
import { claimsText, type ClaimRow } from '../show/claims-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

const help = `
Reads from every host of the file which cluster has claimed it, as which node and
since when. The claim is a file on the host, so that it holds for builds of other
Temporal servers too; it appears when a build begins and goes with a reset.
A claim with nothing behind it is given back by \`slipway release\`.

Examples:
  slipway claims
  slipway claims -f harbour.yaml -o json

${exitCodeHelp}`;

/** `slipway claims`. */
export function claimsCommand(perform: Perform): Command {
  return new Command('claims')
    .summary('say which cluster has claimed each host')
    .description('Say which cluster has claimed each host of a file.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .addHelpText('after', help)
    .action(({ file }: { readonly file: string }, command: Command) => perform(command, (call) => claims(call, file)));
}

async function claims(call: Call, file: string): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, file);
  const rows = await withClient(terminal, call.flags, (client) => readClaims(call, client, spec));
  if (call.json) printJson(terminal, { claims: rows });
  else print(terminal.stdout, claimsText(rows, lookOf(terminal)));
  return exitCodes.done;
}

/** What the hosts of a file say about whose they are. */
export async function readClaims(call: Call, client: Client, spec: ClusterSpec): Promise<readonly ClaimRow[]> {
  const found = await runWorkflow<PlanCluster>(call, client, {
    what: `Looking at the hosts of ${spec.name}`,
    start: (shared) => {
      const workflowId = `${spec.name}:plan:${randomUUID()}`;
      const options = { ...shared, workflowId, workflowExecutionTimeout: '15m' } as const;
      return client.workflow.start<PlanCluster>(workflowNames.planCluster, { ...options, args: [{ spec }] });
    },
  });
  return spec.hosts.map(({ name, address }) => {
    const plan = found.nodes.find(({ node }) => node === name);
    if (!plan?.facts) return { host: name, address, reached: false, owner: '', node: '', since: '', inUse: false };
    const { claimedBy, claim, kubernetesFiles } = plan.facts;
    const { node, since } = claim;
    return { host: name, address, reached: true, owner: claimedBy, node, since, inUse: kubernetesFiles.length > 0 };
  });
}
