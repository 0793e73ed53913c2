/** What happens to a failure without anybody's help: `again` is retried with back-off, `operator` is parked at once. */
export type RetryClass = 'again' | 'operator';

/** One row of the failure table. */
export interface FailureRow {
  /** What is so, in a few words. */
  readonly title: string;
  /** What to do about it. */
  readonly hint: string;
  readonly retry: RetryClass;
  /** Exit code of the CLI when a command ends with this failure. */
  readonly exit: number;
}

/** One row: retry class, exit code, title, hint. */
export const row = (retry: RetryClass, exit: number, title: string, hint: string): FailureRow => ({
  title,
  hint,
  retry,
  exit,
});
