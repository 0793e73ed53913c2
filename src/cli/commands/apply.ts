import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { clusterWorkflowId } from '../../model/names.ts';
import type { ApplyResult } from '../../model/result.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { followBuild } from '../follow-build.ts';
import { finishBuild, leaveBuild } from '../finish-build.ts';
import { requireFolder } from '../require-folder.ts';
import { resultJson } from '../show/result-json.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { startBuild } from '../start-build.ts';
import { print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface ApplyOptions {
  readonly file: string;
  readonly detach?: boolean;
  readonly leaveWhenParked?: boolean;
  readonly result?: string;
}

const help = `
Builds the cluster of the file, or brings it to what the file says, and proves
on every node that pods run in user namespaces. A build that is already running
is followed instead of started again. A second apply on a finished cluster
changes nothing and says so per step.

q, Ctrl-C, a closed terminal: the build goes on. \`slipway watch\` shows it again.
On a terminal TIME is that of the step at hand, and of the whole node once it
is done.

Examples:
  slipway apply                            build what ./cluster.yaml says, watch
  slipway apply -f harbour.yaml --detach   start it and return
  slipway apply -f harbour.yaml -o json    events to standard error, the result
                                           to standard output

With --detach, 0 says that the build was started or is already running.

${exitCodeHelp}`;

/** `slipway apply`. */
export function applyCommand(perform: Perform): Command {
  return new Command('apply')
    .summary('build a cluster, or bring it to what its file says')
    .description('Build a cluster, or bring it to what its file says, and watch it.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .option('--detach', 'return as soon as the build is started')
    .option('--leave-when-parked', 'return with 10 when only parked nodes are left: for scripts, where nobody decides')
    .option('--result <path>', 'write the result as JSON to this file too')
    .addHelpText('after', help)
    .action((options: ApplyOptions, command: Command) => perform(command, (call) => apply(call, options)));
}

async function apply(call: Call, options: ApplyOptions): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, options.file);
  const resultFile = options.result && (await requireFolder(terminal, '--result', options.result));
  return withClient(terminal, call.flags, async (client) => {
    const { handle, attached, sentence } = await startBuild(client, spec);
    const about = { cluster: spec.name, file: options.file };
    if (options.detach) {
      const started = {
        cluster: spec.name,
        workflowId: clusterWorkflowId(spec.name),
        runId: handle.firstExecutionRunId,
        attached,
      };
      if (call.json) printJson(terminal, started);
      else print(terminal.stdout, [sentence, `Follow it with \`slipway watch ${spec.name}\`.`]);
      return exitCodes.done;
    }
    print(call.json ? terminal.stderr : terminal.stdout, sentence);
    const follow = { handle, json: 'none', leaveWhenParked: options.leaveWhenParked ?? false } as const;
    const end = await followBuild(call, client, follow);
    if ('left' in end) return leaveBuild(call, about, end.parked);
    if (resultFile) await writeResult(resultFile, end.result);
    return finishBuild(call, end.result, about);
  });
}

async function writeResult(path: string, result: ApplyResult): Promise<void> {
  await writeFile(path, `${JSON.stringify(resultJson(result), null, 2)}\n`);
}
