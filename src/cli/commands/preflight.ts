import { Command } from 'commander';
import { workflowNames, type PreflightCluster } from '../../contract.ts';
import { failures } from '../../model/failure.ts';
import { problemCodesOf } from '../../model/preflight.ts';
import type { Call, Perform } from '../call.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { refuseDuringBuild } from '../refuse-during-build.ts';
import { runWorkflow } from '../run-workflow.ts';
import { preflightJson } from '../show/preflight-json.ts';
import { preflightText } from '../show/preflight-text.ts';
import { defaultFile, readSpecFile } from '../spec-file.ts';
import { lookOf, print, printJson } from '../terminal.ts';
import { withClient } from '../with-client.ts';

interface PreflightOptions {
  readonly file: string;
  readonly mesh: boolean;
  readonly all?: boolean;
}

const help = `
Looks at all hosts at once, as closely as can be done without changing them, and
says everything that a build could stumble over:
  ×  must be mended first
  !  a build can start, but you should know
  +  a build mends it itself
  =  is in order (shown with --all)

System, size, disks and inodes, the speed of etcd's disk, ports, leftovers of
clusters, clocks, names, mirrors with their speed, registries, the kernel, and
what hosts share but must not.

Then every way between hosts that the cluster needs is tried: for a few seconds
systemd of each host listens on the ports of its role, also where a full-sized
packet is lost. What a host's own firewall closes and a build opens is told
apart from what something in between blocks. The listeners end by themselves,
whatever happens. --no-mesh leaves this out.

Examples:
  slipway preflight
  slipway preflight -f harbour.yaml --all
  slipway preflight -f harbour.yaml -o json

0 says that nothing must be mended; problems give the exit code of the first of
them.

${exitCodeHelp}`;

/** `slipway preflight`. */
export function preflightCommand(perform: Perform): Command {
  return new Command('preflight')
    .summary('look closely at every host and the ways between them')
    .description('Say everything that a build could stumble over, of all hosts at once, and change nothing.')
    .option('-f, --file <path>', 'cluster file', defaultFile)
    .option('--all', 'show also what is in order')
    .option('--no-mesh', 'do not try the ways between hosts: nothing listens anywhere')
    .addHelpText('after', help)
    .action((options: PreflightOptions, command: Command) => perform(command, (call) => preflight(call, options)));
}

async function preflight(call: Call, options: PreflightOptions): Promise<number> {
  const { terminal } = call;
  const spec = await readSpecFile(terminal, options.file);
  const found = await withClient(terminal, call.flags, async (client) => {
    if (options.mesh) {
      // kubeadm must find its ports free.
      const why = 'which needs the ports that would be tried';
      const hint = `Wait for its end (\`slipway watch ${spec.name}\`), or look at the hosts alone with --no-mesh.`;
      await refuseDuringBuild(client, spec.name, { why, hint });
    }
    return runWorkflow<PreflightCluster>(call, client, {
      what: `Looking closely at the hosts of ${spec.name}`,
      start: (shared) => {
        const id = { workflowId: `${spec.name}:preflight`, workflowIdConflictPolicy: 'USE_EXISTING' } as const;
        const common = { ...shared, ...id, workflowExecutionTimeout: '30m' } as const;
        const args: Parameters<PreflightCluster> = [{ spec, mesh: options.mesh }];
        return client.workflow.start<PreflightCluster>(workflowNames.preflightCluster, { ...common, args });
      },
    });
  });
  if (call.json) printJson(terminal, preflightJson(found));
  else print(terminal.stdout, preflightText(found, { ...lookOf(terminal), all: options.all ?? false }));
  const [first] = problemCodesOf(found);
  return first ? failures[first].exit : exitCodes.done;
}
