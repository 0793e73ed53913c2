import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../package-root.ts';
import { withGlobalOptions, type Perform } from './call.ts';
import { applyCommand } from './commands/apply.ts';
import { claimsCommand } from './commands/claims.ts';
import { bundleCommand } from './commands/bundle.ts';
import { decideCommands } from './commands/decide.ts';
import { devCommand } from './commands/dev.ts';
import { kubeconfigCommand } from './commands/kubeconfig.ts';
import { planCommand } from './commands/plan.ts';
import { preflightCommand } from './commands/preflight.ts';
import { releaseCommand } from './commands/release.ts';
import { resetCommand } from './commands/reset.ts';
import { statusCommand } from './commands/status.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import { exitCodeHelp } from './exit-codes.ts';

const help = `
First steps:
  slipway dev                          in one terminal: Temporal and a worker
  slipway validate -f cluster.yaml     in another one: is the file in order?
  slipway preflight -f cluster.yaml    are the hosts and the ways between them?
  slipway plan -f cluster.yaml         what would be done?
  slipway apply -f cluster.yaml        do it, and watch

\`slipway help COMMAND\` explains each with examples.

${exitCodeHelp}`;

/** The whole program. */
export function createProgram(perform: Perform): Command {
  const program = withGlobalOptions(new Command('slipway'))
    .description('Builds Kubernetes clusters over SSH whose pods run in user namespaces, and proves it on every node.')
    .version(versionOf(), '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('See `slipway --help`.')
    .addHelpText('after', help);
  program.commandsGroup('Before a build:');
  for (const make of [devCommand, workerCommand, validateCommand, bundleCommand, preflightCommand, planCommand])
    add(program, make(perform));
  program.commandsGroup('A build:');
  for (const make of [applyCommand, watchCommand, statusCommand]) add(program, make(perform));
  for (const command of decideCommands(perform)) add(program, command);
  program.commandsGroup('A cluster:');
  for (const make of [verifyCommand, kubeconfigCommand, resetCommand, claimsCommand, releaseCommand])
    add(program, make(perform));
  program.commandsGroup('More:');
  return program.helpCommand('help [command]', 'explain a command');
}

/** Commands that are made apart take over settings only when told so. */
function add(program: Command, command: Command): void {
  program.addCommand(command.copyInheritedSettings(program));
}

function versionOf(): string {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof version === 'string' ? version : 'unknown';
}
