import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { workflowNames, type PlanCluster } from '../../contract.ts';
import { failures } from '../../model/failure.ts';
import type { Plan } from '../../model/plan.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { runWorkflow } from '../run-workflow.ts';
import { planText } from '../show/plan-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface PlanOptions {
  readonly file: string;
  readonly all?: boolean;
}

const help = `
Looks at every host and says in sentences what a build would do there:
  +  would be done
  =  is in order (shown with --all)
  ?  cannot be checked before other steps have run

Slipway builds on systems with systemd and apt (Debian, Ubuntu) or dnf (CentOS
Stream, RHEL, Rocky, Alma, Fedora).

Examples:
  slipway plan
  slipway plan -f harbour.yaml --all
  slipway plan -f harbour.yaml -o json

0 says that nothing stands in the way; problems give the exit code of the first
of them.

${exitCodeHelp}`;

/** `slipway plan`. */
export function planCommand(perform: Perform): Command {
  return new Command('plan')
    .summary('say what a build would do, and change nothing')
    .description('Say per host what a build would do, and change nothing.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .option('--all', 'show also the steps that are in order')
    .addHelpText('after', help)
    .action((options: PlanOptions, command: Command) => perform(command, (call) => plan(call, options)));
}

async function plan(call: Call, options: PlanOptions): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, options.file);
  const found = await withClient(terminal, call.flags, (client) =>
    runWorkflow<PlanCluster>(call, client, {
      what: `Looking at the hosts of ${spec.name}`,
      start: (shared) => {
        const workflowId = `${spec.name}:plan:${randomUUID()}`;
        const options = { ...shared, workflowId, workflowExecutionTimeout: '15m' } as const;
        return client.workflow.start<PlanCluster>(workflowNames.planCluster, { ...options, args: [{ spec }] });
      },
    }),
  );
  if (call.json) printJson(terminal, found);
  else print(terminal.stdout, planText(found, { ...lookOf(terminal), ...options }));
  return exitCodeOf(found);
}

function exitCodeOf(found: Plan): number {
  const [first] = found.nodes.flatMap((node) => node.problems);
  return first ? failures[first.code].exit : exitCodes.done;
}
