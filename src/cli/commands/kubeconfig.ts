import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { workflowNames, type ReadKubeconfig } from '../../contract.ts';
import { newKeyPair, open } from '../../seal/seal.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { requireFolder } from '../require-folder.ts';
import { runWorkflow } from '../run-workflow.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface KubeconfigOptions {
  readonly file: string;
  readonly out?: string;
}

const help = `
Prints it, or writes it to a file. On its way it is encrypted for this one
command: the Temporal server and its history see ciphertext only.

Examples:
  slipway kubeconfig --out kubeconfig
  kubectl --kubeconfig kubeconfig get nodes
  slipway kubeconfig -f harbour.yaml > ~/.kube/harbour

${exitCodeHelp}`;

/** `slipway kubeconfig`. */
export function kubeconfigCommand(perform: Perform): Command {
  return new Command('kubeconfig')
    .summary('give the admin kubeconfig')
    .description('Give the admin kubeconfig of a cluster.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .option('--out <path>', 'write it to this file, readable by its owner only')
    .addHelpText('after', help)
    .action((options: KubeconfigOptions, command: Command) => perform(command, (call) => kubeconfig(call, options)));
}

async function kubeconfig(call: Call, options: KubeconfigOptions): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, options.file);
  const file = options.out && (await requireFolder(terminal, '--out', options.out));
  const pair = newKeyPair();
  const { sealed } = await withClient(terminal, call.flags, (client) =>
    runWorkflow<ReadKubeconfig>(call, client, {
      what: `Reading the kubeconfig of ${spec.name}`,
      start: (shared) => {
        const workflowId = `${spec.name}:kubeconfig:${randomUUID()}`;
        const options = { ...shared, workflowId, workflowExecutionTimeout: '5m' } as const;
        const args = [{ spec, publicKey: pair.publicKey }] as const;
        return client.workflow.start<ReadKubeconfig>(workflowNames.readKubeconfig, { ...options, args });
      },
    }),
  );
  const text = open(pair, sealed);
  if (file) {
    await writePrivately(file, text);
    if (call.json) printJson(terminal, { cluster: spec.name, file: options.out });
    else
      print(terminal.stdout, `Written: ${options.out}. Use it with \`kubectl --kubeconfig ${options.out} get nodes\`.`);
  } else if (call.json) printJson(terminal, { cluster: spec.name, kubeconfig: text });
  else terminal.stdout.write(text);
  return exitCodes.done;
}

/** A file that is there already may be readable by others, so a new one takes its place. */
async function writePrivately(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
