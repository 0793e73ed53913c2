import { Command } from 'commander';
import type { Call, Perform } from '../call.ts';
import { exitCodes } from '../exit-codes.ts';
import { counted } from '../show/clock.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { print, printJson } from '../terminal.ts';

const help = `
Names every mistake at once as file:line:column, with what to write instead. No
host and no server is asked.

Examples:
  slipway validate
  slipway validate -f harbour.yaml -o json

Exit codes: 0 no mistake, 2 mistakes`;

/** `slipway validate`. */
export function validateCommand(perform: Perform): Command {
  return new Command('validate')
    .summary('check a cluster file')
    .description('Check a cluster file.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .addHelpText('after', help)
    .action((options: { readonly file: string }, command: Command) =>
      perform(command, (call) => validate(call, options.file)),
    );
}

async function validate({ terminal, json }: Call, file: string): Promise<number> {
  const { name, hosts, kubernetes } = await readSpecFile(terminal, file);
  if (json) printJson(terminal, { valid: true, cluster: name, kubernetes: kubernetes.version, hosts: hosts.length });
  else
    print(
      terminal.stdout,
      `${file} is in order: ${name}, ${counted(hosts.length, 'host')}, Kubernetes ${kubernetes.version}.`,
    );
  return exitCodes.done;
}
