/** One mistake in a spec file. */
export interface SpecProblem {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Place in the data, for example `spec.hosts[1].name`; '' for the whole file. */
  readonly path: string;
  readonly what: string;
  readonly instead: string;
  /** The line may show a secret: `frameOf` does not print it. */
  readonly secret?: true;
}

/** Two lines: `cluster.yaml:12:7  what is wrong` and, indented, what to write instead. */
export function formatProblem(problem: SpecProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}  ${problem.what}\n    ${problem.instead}`;
}

const looksSecret = /passw|passphrase|secret|sudo|token|private key/i;

/**
 * The line of a problem with a mark under its column, at most `width` columns wide; of a longer line the part around the
 * mark. '' where the line may show a secret.
 */
export function frameOf(text: string, problem: SpecProblem, width = 100): string {
  const line = text.split(/\r?\n/)[problem.line - 1];
  if (line === undefined || line.trim() === '' || problem.secret || looksSecret.test(line)) return '';
  const number = String(problem.line);
  const gutter = ' '.repeat(number.length);
  const room = width - number.length - 5;
  const start = line.length <= room ? 0 : Math.max(0, problem.column - Math.floor(room * 0.6));
  const [before, after] = [start > 0 ? '…' : '', line.length > start + room ? '…' : ''];
  const visible = line.slice(start + before.length, start + room - after.length).replaceAll('\t', ' ');
  return `  ${number} | ${before}${visible}${after}\n  ${gutter} | ${' '.repeat(problem.column - 1 - start)}^`;
}
