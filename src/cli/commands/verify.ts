import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { Command } from 'commander';
import { workflowNames, type VerifyCluster } from '../../contract.ts';
import type { ClusterSpec } from '../../model/cluster.ts';
import { failures } from '../../model/failure.ts';
import type { Call, Perform } from '../call.ts';
import { CommandError } from '../command-error.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { knownSpec } from '../known-spec.ts';
import { refuseDuringBuild } from '../refuse-during-build.ts';
import { runWorkflow } from '../run-workflow.ts';
import { counted } from '../show/clock.ts';
import { proofText } from '../show/proof-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface VerifyOptions {
  readonly file?: string;
  /** True for all nodes, otherwise those named. */
  readonly reboot?: true | readonly string[];
}

const help = `
Runs pods with \`hostUsers: false\` on every node and reads from the kernel how
their users map to the host, how far their capabilities reach, and whether
names, services and pods of other nodes are reached. The pods are removed again.

With a NAME and no file the cluster is the one of its last build that ended
well, as Temporal knows it.

--reboot reboots nodes first, one at a time, all of them (workers first) or
those named: each is drained where another node can take its pods (emptyDir
volumes of moved pods are lost), rebooted, proven in its new boot, and checked
for everything that a build had set up. The first that fails ends it and stays
cordoned.

Examples:
  slipway verify
  slipway verify harbour
  slipway verify -f harbour.yaml -o json
  slipway verify harbour --reboot w-1 w-2

${exitCodeHelp}`;

/** `slipway verify`. */
export function verifyCommand(perform: Perform): Command {
  return new Command('verify')
    .summary('prove user namespaces on every node again')
    .description('Prove on every node that pods run in user namespaces.')
    .argument('[name]', 'a cluster that Temporal knows, instead of a file')
    .option('-f, --file <path>', `cluster file (default: "${defaultFile}")`)
    .option('--reboot [nodes...]', 'reboot all nodes, or those named, one at a time, and prove each again')
    .addHelpText('after', help)
    .action((name: string | undefined, options: VerifyOptions, command: Command) =>
      perform(command, (call) => verify(call, name, options)),
    );
}

async function verify(call: Call, name: string | undefined, { file, reboot }: VerifyOptions): Promise<number> {
  const { terminal } = call;
  if (name !== undefined && file !== undefined) {
    throw new CommandError(exitCodes.input, 'A name and a file are two ways to say which cluster', {
      hint: 'Give one of them.',
    });
  }
  const read = name === undefined ? await readSpecFile(terminal, file ?? defaultFile) : undefined;
  const proof = await withClient(terminal, call.flags, async (client) => {
    const spec = read ?? (await knownSpec(client, name ?? ''));
    const nodes = reboot === undefined ? [] : nodesToReboot(spec, reboot);
    return runProof(call, client, { spec, nodes });
  });
  if (call.json) printJson(terminal, proof);
  else print(terminal.stdout, [...proofText(proof, lookOf(terminal)), '', proof.proven ? 'Proven.' : 'Not proven.']);
  return proof.proven ? exitCodes.done : failures['proof-failed'].exit;
}

async function runProof(
  call: Call,
  client: Client,
  { spec, nodes }: { readonly spec: ClusterSpec; readonly nodes: readonly string[] },
): ReturnType<VerifyCluster> {
  const reboots = nodes.length > 0;
  if (reboots) {
    const why = 'which a reboot would cut off';
    await refuseDuringBuild(client, spec.name, { why, hint: `Wait for its end: \`slipway watch ${spec.name}\`.` });
  }
  const args: Parameters<VerifyCluster> = [{ spec, ...(reboots ? { reboot: nodes } : {}) }];
  return runWorkflow<VerifyCluster>(call, client, {
    what: reboots
      ? `Rebooting ${counted(nodes.length, 'node')} of ${spec.name}, one at a time, and proving each`
      : `Proving ${spec.name} on every node`,
    start: (shared) => {
      const workflowId = `${spec.name}:verify`;
      const id = { workflowId, workflowIdConflictPolicy: reboots ? 'FAIL' : 'USE_EXISTING' } as const;
      const options = { ...shared, ...id, workflowExecutionTimeout: reboots ? '24h' : '30m' } as const;
      return client.workflow
        .start<VerifyCluster>(workflowNames.verifyCluster, { ...options, args })
        .catch((error: unknown) => {
          throw error instanceof WorkflowExecutionAlreadyStartedError ? alreadyProving(spec.name, error) : error;
        });
    },
  });
}

/** Those named, or all, workers first: while the control plane is away nothing can be drained. */
function nodesToReboot({ name, hosts }: ClusterSpec, reboot: true | readonly string[]): readonly string[] {
  if (reboot === true) {
    const of = (role: string): readonly string[] => hosts.flatMap((host) => (host.role === role ? [host.name] : []));
    return [...of('worker'), ...of('control-plane')];
  }
  const unknown = reboot.filter((node) => !hosts.some((host) => host.name === node));
  if (unknown.length === 0) return [...new Set(reboot)];
  const hint = `It has: ${hosts.map((host) => host.name).join(', ')}.`;
  throw new CommandError(exitCodes.input, `${name} has no host named ${unknown.join(', ')}`, { hint });
}

function alreadyProving(name: string, cause: unknown): CommandError {
  const hint = 'Wait for its end; `slipway verify` without --reboot joins it.';
  return new CommandError(exitCodes.input, `${name} is being proven right now`, { hint, cause });
}
