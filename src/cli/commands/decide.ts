import { Command } from 'commander';
import { abortUpdate, retryUpdate, skipUpdate } from '../../../workflows/messages.ts';
import type { Call, Perform } from '../call.ts';
import { decide, type Decision } from '../decide.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

const decisions: readonly (Decision & { readonly summary: string; readonly help: string })[] = [
  {
    verb: 'retry',
    update: retryUpdate,
    without: 'all-parked',
    summary: 'go on with a parked node',
    help: 'Looks at the parked node again and goes on from what is so now. Without NODE:\nall parked nodes.',
  },
  {
    verb: 'skip',
    update: skipUpdate,
    without: 'only-parked',
    summary: 'leave a parked node out of the build',
    help: 'Leaves the parked node out, so that the build can end; it ends incomplete.\nWithout NODE: the one node that is parked.',
  },
  {
    verb: 'abort',
    update: abortUpdate,
    without: 'build',
    summary: 'stop a node or the whole build',
    help: 'Stops work on the node, or without NODE the whole build. What was done stays as\nit is: apply goes on from there, reset takes it down.',
  },
];

/** `slipway retry`, `slipway skip` and `slipway abort`. */
export function decideCommands(perform: Perform): readonly Command[] {
  return decisions.map((decision) =>
    new Command(decision.verb)
      .summary(decision.summary)
      .description(`${decision.summary.charAt(0).toUpperCase()}${decision.summary.slice(1)}.`)
      .argument('<name>', 'cluster')
      .argument('[node]', 'node')
      .addHelpText('after', `\n${decision.help}\n\nExample:\n  slipway ${decision.verb} harbour w-2\n\n${exitCodeHelp}`)
      .action((name: string, node: string | undefined, _options: unknown, command: Command) =>
        perform(command, (call) => tell(call, decision, { name, node })),
      ),
  );
}

async function tell(
  call: Call,
  decision: Decision,
  about: { name: string; node: string | undefined },
): Promise<number> {
  const { terminal } = call;
  const answers = await withClient(terminal, call.flags, (client) => decide(client, decision, about));
  if (call.json) printJson(terminal, { decision: decision.verb, cluster: about.name, answers });
  else
    print(
      terminal.stdout,
      answers.map(({ node, answer }) => (node ? `${node}: ${answer}` : answer)),
    );
  return exitCodes.done;
}
