import { isFailureCode } from '../model/failure.ts';
import type { FailureCode } from '../model/failure.ts';

/** What a script said about one step. */
export interface StepRecord {
  readonly step: string;
  readonly state: 'ok' | 'needed' | 'cannot' | 'changed' | 'unchanged' | 'failed' | 'missing';
  readonly milliseconds: number;
  readonly said: string;
}

const states = ['ok', 'needed', 'cannot', 'changed', 'unchanged', 'failed', 'missing'] as const;

function decode(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
  return new TextDecoder().decode(bytes).trim();
}

/** The records in what a script printed; lines of anything else are passed over. */
export function parseRecords(stdout: string): readonly StepRecord[] {
  return stdout.split('\n').flatMap((line) => {
    const [mark, step, word, milliseconds, said] = line.split(' ');
    const state = states.find((candidate) => candidate === word);
    if (mark !== '@slipway' || !step || !state) return [];
    return [{ step, state, milliseconds: Number(milliseconds) || 0, said: decode(said ?? '') }];
  });
}

/** The failure that a step named itself by `fail CODE TEXT`. */
export function saidFailure(output: string): { readonly code: FailureCode; readonly message: string } | undefined {
  const found = [...output.matchAll(/^@slipway-failure (\S+) (.*)$/gm)].at(-1);
  const code = found?.[1];
  return isFailureCode(code) ? { code, message: found?.[2] ?? '' } : undefined;
}

/** Whether a job found its effect there already, and what it had found, or said that it `did`. */
export function saidOutcome(
  output: string,
): { readonly outcome: 'changed' | 'unchanged'; readonly detail: string } | undefined {
  const found = [...output.matchAll(/^@slipway-outcome (changed|unchanged) ?(.*)$/gm)].at(-1);
  if (!found) return undefined;
  const did = [...output.matchAll(/^@slipway-did (.*)$/gm)].at(-1)?.[1];
  return { outcome: found[1] === 'changed' ? 'changed' : 'unchanged', detail: did ?? found[2] ?? '' };
}

/** What a job waits for, by the last line that it printed; undefined while it goes on. */
export function saidWait(line: string): string | undefined {
  return /^@slipway-waits (.*)$/.exec(line)?.[1];
}
