import { Command } from 'commander';
import { SlipwayError } from '../../model/failure.ts';
import type { Replacement } from '../../model/task.ts';
import { checkNodeAddress } from '../../spec/address.ts';
import type { Call, Perform } from '../call.ts';
import { decide, type DecisionAbout } from '../decide.ts';
import { decisions, type Explained } from '../decisions.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

/** `slipway retry`, `skip`, `replace`, `pause`, `continue` and `abort`. */
export function decideCommands(perform: Perform): readonly Command[] {
  const { retry, skip, replace, pause, continue: goOn, abort } = decisions;
  return [
    nodeCommand(perform, retry),
    nodeCommand(perform, skip),
    replaceCommand(perform, replace),
    buildCommand(perform, pause),
    buildCommand(perform, goOn),
    nodeCommand(perform, abort),
  ];
}

function commandOf(decision: Explained): Command {
  return new Command(decision.verb)
    .summary(decision.summary)
    .description(`${decision.summary.charAt(0).toUpperCase()}${decision.summary.slice(1)}.`)
    .argument('<name>', 'cluster')
    .addHelpText('after', `\n${decision.help}\n\nExamples:${decision.examples}\n\n${exitCodeHelp}`);
}

function nodeCommand(perform: Perform, decision: Explained): Command {
  return commandOf(decision)
    .argument('[node]', decision.node)
    .action((name: string, node: string | undefined, _options: unknown, command: Command) =>
      perform(command, (call) => tell(call, decision, { name, node })),
    );
}

function buildCommand(perform: Perform, decision: Explained): Command {
  return commandOf(decision).action((name: string, _options: unknown, command: Command) =>
    perform(command, (call) => tell(call, decision, { name, node: undefined })),
  );
}

function replaceCommand(perform: Perform, decision: Explained): Command {
  return commandOf(decision)
    .argument('<node>', decision.node)
    .argument('<ip>', 'IPv4 address of the machine that takes its role, with :PORT where its SSH port is another one')
    .action((name: string, node: string, ip: string, _options: unknown, command: Command) =>
      perform(command, (call) => tell(call, decision, { name, node, machine: machineAt(ip) })),
    );
}

function machineAt(text: string): Replacement {
  const [address = '', after] = text.split(':', 2);
  const port = after === undefined ? undefined : Number(after);
  const mistake = checkNodeAddress(address);
  if (mistake) throw new SlipwayError('decision-refused', `${mistake.what}. ${mistake.instead}`);
  if (port === undefined) return { address };
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new SlipwayError('decision-refused', `${after} is not a port: a number from 1 to 65535`);
  return { address, port };
}

async function tell(call: Call, decision: Explained, about: DecisionAbout): Promise<number> {
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
