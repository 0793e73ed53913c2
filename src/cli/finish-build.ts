import { failures } from '../model/failure.ts';
import { currentResult } from '../model/result.ts';
import type { ApplyResult } from '../model/result.ts';
import type { Call } from './call.ts';
import { exitCodes } from './exit-codes.ts';
import type { NodeProgress } from '../model/progress.ts';
import { failureText } from './show/failure-text.ts';
import { resultJson } from './show/result-json.ts';
import { resultText } from './show/result-text.ts';
import { lookOf, print, printJson } from './terminal.ts';

/** Which build a sentence is about. */
export interface BuildAbout {
  readonly cluster: string;
  /** The cluster file, where the command was given one. */
  readonly file?: string;
}

/** Prints the end of a build and gives its exit code: 0 only with the proof. */
export function finishBuild(call: Call, stored: ApplyResult, about: BuildAbout): number {
  const result = currentResult(stored);
  const { terminal } = call;
  if (call.json) printJson(terminal, resultJson(result));
  else print(terminal.stdout, ['', ...resultText(result, lookOf(terminal), about)]);
  return exitCodeOf(result);
}

/** Says that the build goes on and how to see it again. */
export function leaveBuild(call: Call, { cluster }: BuildAbout, parked: readonly NodeProgress[] = []): number {
  const { terminal } = call;
  if (call.json && parked.length > 0) printJson(terminal, { cluster, parked });
  for (const { node, failure } of call.json ? [] : parked) {
    const text = failure ? failureText(failure, lookOf(terminal, terminal.stderr), { tailLines: 20 }) : [];
    print(terminal.stderr, ['', `${node} waits for you`, ...text.map((line) => `  ${line}`)]);
  }
  print(terminal.stderr, `The build of ${cluster} goes on. See it again with \`slipway watch ${cluster}\`.`);
  return exitCodes.leftRunning;
}

/** Exit code of a build that ended. */
export function exitCodeOf({ outcome, proof }: ApplyResult): number {
  if (outcome === 'aborted') return failures.aborted.exit;
  if (outcome === 'incomplete') return exitCodes.incomplete;
  return proof.proven ? exitCodes.done : failures['proof-failed'].exit;
}
