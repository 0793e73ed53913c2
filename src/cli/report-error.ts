import { failures, SlipwayError, failureOf, type Failure } from '../model/failure.ts';
import { DevError } from '../dev/dev-error.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { counted } from './show/clock.ts';
import { failureText } from './show/failure-text.ts';
import type { Look } from './show/look.ts';
import { problemText } from './show/problem-text.ts';
import { SpecError } from './spec-file.ts';
import { lookOf, print, printJson, type Terminal } from './terminal.ts';
import { workflowFailures } from './workflow-failures.ts';

/** An error as it is shown: to people as lines, to machines as a value. */
interface Report {
  readonly exit: number;
  readonly lines: readonly string[];
  readonly json: unknown;
}

/** Prints an error, people's form to standard error, JSON to standard output; gives the exit code. */
export function reportError(terminal: Terminal, error: unknown, json: boolean): number {
  const report = describe(error, lookOf(terminal, terminal.stderr));
  if (json) printJson(terminal, report.json);
  else print(terminal.stderr, report.lines);
  return report.exit;
}

function describe(error: unknown, look: Look): Report {
  if (error instanceof SpecError) return specReport(error, look);
  const found = error instanceof SlipwayError ? [failureOf(error)] : workflowFailures(error);
  if (found.length) return failuresReport(found, look);
  if (error instanceof CommandError) return plainReport(error, { exit: error.exit, hint: error.hint }, look);
  if (error instanceof DevError)
    return plainReport(error, { exit: exitCodes.noServer, hint: error.hint, tail: error.tail }, look);
  const known = error instanceof Error ? error : new Error(String(error));
  const hint = 'This is a fault of Slipway or of its surroundings; the trace says where it was seen.';
  return plainReport(known, { exit: exitCodes.unexpected, hint, tail: known.stack }, look);
}

function failuresReport(found: readonly Failure[], look: Look): Report {
  const [first] = found;
  const full = found.map((failure) => ({
    ...failure,
    title: failures[failure.code].title,
    hint: failures[failure.code].hint,
  }));
  return {
    exit: first ? failures[first.code].exit : exitCodes.unexpected,
    lines: found.flatMap((failure, index) => [...(index ? [''] : []), ...failureText(failure, look)]),
    json: { error: full[0], failures: full },
  };
}

function specReport({ problems, text }: SpecError, look: Look): Report {
  const { title, hint, exit } = failures['spec-invalid'];
  const lines = problems.flatMap((problem) => [...problemText(problem, text, look), '']);
  const sum = `${counted(problems.length, 'mistake')} in ${problems[0]?.file ?? 'the cluster file'}; nothing was started.`;
  const shown = problems.map(({ file, line, column, path, what, instead }) => ({
    file,
    line,
    column,
    path,
    what,
    instead,
  }));
  return {
    exit,
    lines: [...lines, look.paint.red(sum)],
    json: { error: { code: 'spec-invalid', title, hint }, problems: shown },
  };
}

function plainReport(
  error: Error,
  about: { exit: number; hint: string; tail?: string | undefined },
  { paint }: Look,
): Report {
  const tail = about.tail ? about.tail.split('\n').map((line) => paint.dim(`  │ ${line}`)) : [];
  const code = error instanceof CommandError || error instanceof DevError ? 'command-failed' : 'unexpected';
  return {
    exit: about.exit,
    lines: [paint.red(`error: ${error.message}`), `→ ${about.hint}`, ...tail],
    json: { error: { code, message: error.message, hint: about.hint, ...(about.tail ? { tail: about.tail } : {}) } },
  };
}
