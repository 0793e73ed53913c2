import { createInterface } from 'node:readline/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { Command, Option } from 'commander';
import { workflowNames, type ResetCluster } from '../../contract.ts';
import type { ClusterSpec } from '../../model/cluster.ts';
import { clusterWorkflowId } from '../../model/names.ts';
import type { Call, Perform } from '../call.ts';
import { CommandError } from '../command-error.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { finishReset } from '../finish-reset.ts';
import { runWorkflow } from '../run-workflow.ts';
import { counted } from '../show/clock.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import type { Terminal } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface ResetOptions {
  readonly file: string;
  readonly yes?: boolean;
  readonly host: readonly string[];
}

const help = `
Workers first, the control plane last. Kubernetes, CRI-O, all that a build wrote
and the data of the cluster are removed. Tools that the build installed go too,
where nothing else needs them by now; kernel settings, swap and the firewall are
put back as they were.
It asks for the cluster's name first, unless --yes is given.

Examples:
  slipway reset -f harbour.yaml                    all hosts, after asking
  slipway reset -f harbour.yaml --host w-2 --yes   one host, without asking

${exitCodeHelp}`;

/** `slipway reset`. */
export function resetCommand(perform: Perform): Command {
  return new Command('reset')
    .summary('take a cluster, or some of its hosts, down')
    .description('Take a cluster, or some of its hosts, down.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .addOption(
      new Option('--host <name>', 'only this host (may be repeated)')
        .argParser((host: string, hosts: readonly string[]) => [...hosts, host])
        .default([], 'all hosts'),
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', help)
    .action((options: ResetOptions, command: Command) => perform(command, (call) => reset(call, options)));
}

async function reset(call: Call, options: ResetOptions): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, options.file);
  requireHosts(spec, options.host);
  const count = counted(options.host.length || spec.hosts.length, 'host');
  if (!options.yes)
    await confirm(terminal, spec.name, `This takes Kubernetes and its data off ${count} of ${spec.name}.`);
  const args = [{ spec, ...(options.host.length ? { hosts: options.host } : {}) }] as const;
  const result = await withClient(terminal, call.flags, (client) =>
    runWorkflow<ResetCluster>(call, client, {
      what: `Taking down ${count} of ${spec.name}`,
      start: (shared) => {
        const options = { ...shared, workflowId: clusterWorkflowId(spec.name), args };
        return client.workflow.start<ResetCluster>(workflowNames.resetCluster, options).catch((error: unknown) => {
          throw error instanceof WorkflowExecutionAlreadyStartedError ? locked(spec.name, error) : error;
        });
      },
    }),
  );
  return finishReset(call, result);
}

function requireHosts(spec: ClusterSpec, hosts: readonly string[]): void {
  const unknown = hosts.filter((name) => !spec.hosts.some((host) => host.name === name));
  if (unknown.length === 0) return;
  const hint = `It has: ${spec.hosts.map((host) => host.name).join(', ')}.`;
  throw new CommandError(exitCodes.input, `${spec.name} has no host named ${unknown.join(', ')}`, { hint });
}

/** Asks on standard error: standard output is for the result. */
async function confirm({ stdin, stderr }: Terminal, name: string, warning: string): Promise<void> {
  const refuse = (why: string) =>
    new CommandError(exitCodes.input, why, { hint: 'Nothing was changed. Give --yes to go on without being asked.' });
  if (!stdin.isTTY) throw refuse(`${warning} There is no terminal to ask on`);
  const lines = createInterface({ input: stdin, output: stderr });
  const left = new AbortController();
  // Ctrl-C and Ctrl-D both close it, and only one of them ends the question.
  lines.once('close', () => left.abort());
  try {
    const question = `${warning}\nType the name of the cluster to go on: `;
    const answer = await lines.question(question, { signal: left.signal }).catch((): undefined => undefined);
    if (answer?.trim() !== name) throw refuse(answer === undefined ? 'There was no answer' : `That is not ${name}`);
  } finally {
    lines.close();
  }
}

function locked(name: string, cause: unknown): CommandError {
  const hint = `Wait for its end with \`slipway watch ${name}\`; a build is stopped with \`slipway abort ${name}\`.`;
  return new CommandError(exitCodes.input, `${name} is being built or reset right now`, { hint, cause });
}
