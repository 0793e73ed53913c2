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

/** The line of a problem with a mark under its column, or '' where the line may show a secret. */
export function frameOf(text: string, problem: SpecProblem): string {
  const line = text.split(/\r?\n/)[problem.line - 1];
  if (line === undefined || line.trim() === '' || problem.secret || looksSecret.test(line)) return '';
  const number = String(problem.line);
  const start = Math.max(0, problem.column - 60);
  const visible = line.slice(start, start + 100).replaceAll('\t', ' ');
  const gutter = ' '.repeat(number.length);
  return `  ${number} | ${visible}\n  ${gutter} | ${' '.repeat(problem.column - 1 - start)}^`;
}
