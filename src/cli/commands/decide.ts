import { Command } from 'commander';
import { abortUpdate, retryUpdate, skipUpdate } from '../../../workflows/messages.ts';
import type { Call, Perform } from '../call.ts';
import { decide, type Decision } from '../decide.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface Explained extends Decision {
  readonly summary: string;
  /** Whom it concerns where no node is named. */
  readonly unnamed: string;
  readonly help: string;
  readonly examples: string;
}

const decisions: readonly Explained[] = [
  {
    verb: 'retry',
    update: retryUpdate,
    without: 'all-parked',
    summary: 'go on with a parked node',
    unnamed: 'all that are parked',
    help: 'Looks at the node again and goes on from what is so now: what was done before it\nwas parked is not done again.',
    examples: `
  slipway retry harbour w-2
  slipway retry harbour`,
  },
  {
    verb: 'skip',
    update: skipUpdate,
    without: 'only-parked',
    summary: 'leave a parked node out of the build',
    unnamed: 'the one that is parked',
    help: 'Lets the build end without the node; it ends incomplete (exit code 8). A later\napply takes the node in.',
    examples: `
  slipway skip harbour w-2`,
  },
  {
    verb: 'abort',
    update: abortUpdate,
    without: 'build',
    summary: 'stop a node or the whole build',
    unnamed: 'the whole build',
    help: 'Stops the work. What was done stays as it is: apply goes on from there, reset\ntakes it down.',
    examples: `
  slipway abort harbour w-2
  slipway abort harbour`,
  },
];

/** `slipway retry`, `slipway skip` and `slipway abort`. */
export function decideCommands(perform: Perform): readonly Command[] {
  return decisions.map((decision) =>
    new Command(decision.verb)
      .summary(decision.summary)
      .description(`${decision.summary.charAt(0).toUpperCase()}${decision.summary.slice(1)}.`)
      .argument('<name>', 'cluster')
      .argument('[node]', `node (default: ${decision.unnamed})`)
      .addHelpText('after', `\n${decision.help}\n\nExamples:${decision.examples}\n\n${exitCodeHelp}`)
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
      answers.map(({ answer }) => answer),
    );
  return exitCodes.done;
}
