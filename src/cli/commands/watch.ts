import { Command } from 'commander';
import { workflowNames, type ApplyCluster } from '../../contract.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp } from '../exit-codes.ts';
import { watchReset } from '../finish-reset.ts';
import { finishBuild, leaveBuild } from '../finish-build.ts';
import { followBuild } from '../follow-build.ts';
import { pickBuild } from '../pick-build.ts';
import { withClient } from '../with-client.ts';

const help = `
On a terminal: a live table with one row per node, below it the nodes that wait
for you with the reason and the commands to type. TIME is that of the step at
hand, and of the whole node once it is done.
In a pipe: one line per event. With -o json: one JSON object per event and line,
and at the end the result.

q or Ctrl-C leaves; the build goes on. A server that is away for a while is
waited for.

Examples:
  slipway watch                 the one build that is running
  slipway watch harbour
  slipway watch harbour | tee build.log

${exitCodeHelp}`;

/** `slipway watch`. */
export function watchCommand(perform: Perform): Command {
  return new Command('watch')
    .summary('show a build while it goes on')
    .description('Show a build while it goes on.')
    .argument('[name]', 'cluster (default: the one that is being built)')
    .addHelpText('after', help)
    .action((name: string | undefined, _options: unknown, command: Command) =>
      perform(command, (call) => watch(call, name)),
    );
}

async function watch(call: Call, name: string | undefined): Promise<number> {
  return withClient(call.terminal, call.flags, async (client) => {
    const cluster = await pickBuild(client, name);
    const handle = client.workflow.getHandle<ApplyCluster>(cluster);
    if ((await handle.describe()).type === workflowNames.resetCluster) return watchReset(call, client, cluster);
    const end = await followBuild(call, client, { handle, json: 'events' });
    return 'left' in end ? leaveBuild(call, { cluster }) : finishBuild(call, end.result, { cluster });
  });
}
