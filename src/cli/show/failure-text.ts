import { stripVTControlCharacters } from 'node:util';
import { failures, type Failure } from '../../model/failure.ts';
import { cut } from './columns.ts';
import type { Look } from './look.ts';
import { wrap } from './wrap.ts';

/** Options of `failureText`. */
export interface FailureTextOptions {
  /** Last lines of output to show; default all. */
  readonly tailLines?: number;
}

/** A failure for people: code and title, what happened, what to do, the last lines of output. */
export function failureText(failure: Failure, look: Look, options: FailureTextOptions = {}): string[] {
  const { title, hint } = failures[failure.code];
  const { paint, width } = look;
  const place = [failure.host, failure.step].filter(Boolean).join(', ');
  return [
    ...wrap(`${failure.code}: ${title}`, width, '  ').map((line) => paint.red(line)),
    ...wrap(`  ${place ? `${place}: ` : ''}${failure.message}`.trim(), width - 2, '').map((line) => `  ${line}`),
    ...wrap(`→ ${hint}`, width - 2, '  ').map((line) => `  ${line}`),
    ...tailLines(failure.tail, options.tailLines).map((line) => paint.dim(cut(`  │ ${line}`, width))),
  ];
}

/** Control codes of the remote program must not reach the terminal. */
function tailLines(tail: string | undefined, most = Infinity): string[] {
  const lines = (tail ?? '')
    .split(/\r\n|\n|\r/)
    .map(printable)
    .filter((line) => line.trim());
  return most === Infinity ? lines : lines.slice(-most);
}

function printable(line: string): string {
  const text = stripVTControlCharacters(line).replaceAll('\t', '  ');
  return Array.from(text)
    .filter((character) => !isControl(character.charCodeAt(0)))
    .join('');
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
