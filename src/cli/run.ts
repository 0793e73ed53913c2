import { CommanderError, type Command } from 'commander';
import { callOf, type Perform } from './call.ts';
import { exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line (`argv` without node and script) and gives its exit code. Never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = exitCodes.done;
  const perform: Perform = async (command, act) => {
    const call = callOf(command, terminal);
    try {
      exit = await act(call);
    } catch (error) {
      exit = reportError(terminal, error, call.json);
    }
  };
  const program = prepared(createProgram(perform), terminal);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.input;
    return reportError(terminal, error, false);
  }
}

/** Output and exit of the library go through the terminal given, for every command. */
function prepared(program: Command, { stdout, stderr }: Terminal): Command {
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => (stdout.isTTY && stdout.columns) || 80,
      getErrHelpWidth: () => (stderr.isTTY && stderr.columns) || 80,
    });
  }
  return program;
}
