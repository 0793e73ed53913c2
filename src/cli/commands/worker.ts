import { Command, Option } from 'commander';
import { taskQueue } from '../../model/names.ts';
import type { Call, Perform } from '../call.ts';
import { connectionSettings } from '../connection-settings.ts';
import { exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { listenForStop } from '../stop.ts';
import { print } from '../terminal.ts';
import { withClient } from '../with-client.ts';

const help = `
Runs a worker: the process that reaches the hosts. Keys and passwords that
cluster files refer to are read here. Any number of workers may run; one that is
lost loses nothing. SIGTERM or Ctrl-C lets go of the work at hand; another
worker, or the next start, takes it up.

Example:
  slipway worker --address temporal.example:7233 --namespace slipway

${exitCodeHelp}`;

interface WorkerOptions {
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly metrics?: string;
}

/** `slipway worker`. */
export function workerCommand(perform: Perform): Command {
  return new Command('worker')
    .summary('run a worker')
    .description('Run a worker against a Temporal server.')
    .option('--metrics <address>', 'serve Prometheus metrics there, for example 127.0.0.1:9464')
    .addOption(
      new Option('--log-level <level>', 'least level logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addHelpText('after', help)
    .action((options: WorkerOptions, command: Command) => perform(command, (call) => work(call, options)));
}

async function work(call: Call, { logLevel, metrics }: WorkerOptions): Promise<number> {
  const { terminal, flags } = call;
  const { namespace, options } = await connectionSettings(flags, terminal.env);
  await withClient(terminal, flags, async () =>
    print(terminal.stderr, `Worker for ${options.address}, namespace ${namespace}.`),
  );
  const { runWorker } = await import('../../worker.ts');
  const stop = listenForStop();
  try {
    const about = { ...options, namespace, taskQueue, logLevel, ...(metrics ? { metrics } : {}) };
    await runWorker({ ...about, signal: stop.signal });
  } finally {
    stop.close();
  }
  return exitCodes.done;
}
