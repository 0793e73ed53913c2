import { Command } from 'commander';
import { workflowNames, type VerifyCluster } from '../../contract.ts';
import { failures } from '../../model/failure.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { runWorkflow } from '../run-workflow.ts';
import { proofText } from '../show/proof-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

const help = `
Runs pods with \`hostUsers: false\` on every node and reads from the kernel how
their users map to the host, and whether names, services and pods of other nodes
are reached. The pods are removed again.

Examples:
  slipway verify
  slipway verify -f harbour.yaml -o json

${exitCodeHelp}`;

/** `slipway verify`. */
export function verifyCommand(perform: Perform): Command {
  return new Command('verify')
    .summary('prove user namespaces on every node again')
    .description('Prove on every node that pods run in user namespaces.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .addHelpText('after', help)
    .action((options: { readonly file: string }, command: Command) =>
      perform(command, (call) => verify(call, options.file)),
    );
}

async function verify(call: Call, file: string): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, file);
  const proof = await withClient(terminal, call.flags, (client) =>
    runWorkflow<VerifyCluster>(call, client, {
      what: `Proving ${spec.name} on every node`,
      start: (shared) => {
        const id = { workflowId: `${spec.name}:verify`, workflowIdConflictPolicy: 'USE_EXISTING' } as const;
        const options = { ...shared, ...id, workflowExecutionTimeout: '30m' } as const;
        return client.workflow.start<VerifyCluster>(workflowNames.verifyCluster, { ...options, args: [{ spec }] });
      },
    }),
  );
  if (call.json) printJson(terminal, proof);
  else print(terminal.stdout, [...proofText(proof, lookOf(terminal)), '', proof.proven ? 'Proven.' : 'Not proven.']);
  return proof.proven ? exitCodes.done : failures['proof-failed'].exit;
}
