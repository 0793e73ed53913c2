import { Option, type Command } from 'commander';
import type { ConnectionFlags } from './connection-settings.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface Call {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly flags: ConnectionFlags;
}

/** Runs what a command does and keeps the exit code it gives. */
export type Perform = (command: Command, act: (call: Call) => Promise<number>) => Promise<void>;

/** Options of the program that all commands share. */
export interface GlobalOptions {
  readonly output: 'text' | 'json';
  readonly address?: string;
  readonly namespace?: string;
}

/** Adds the options that all commands share. */
export function withGlobalOptions(program: Command): Command {
  return program
    .addOption(new Option('-o, --output <form>', 'how results are printed').choices(['text', 'json']).default('text'))
    .option('--address <host:port>', 'Temporal server (default: TEMPORAL_ADDRESS, then 127.0.0.1:7233)')
    .option('--namespace <name>', 'Temporal namespace (default: TEMPORAL_NAMESPACE, then "default")');
}

/** The call of a command from the options that were given. */
export function callOf(command: Command, terminal: Terminal): Call {
  const { output, address, namespace } = command.optsWithGlobals<GlobalOptions>();
  const flags = { ...(address ? { address } : {}), ...(namespace ? { namespace } : {}) };
  return { terminal, json: output === 'json', flags };
}
