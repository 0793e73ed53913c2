/** Thrown where a command cannot go on for a reason outside the failure table: what is wrong, what to do, how to exit. */
export class CommandError extends Error {
  readonly exit: number;
  readonly hint: string;

  constructor(exit: number, message: string, about: { hint: string; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = 'CommandError';
    this.exit = exit;
    this.hint = about.hint;
  }
}
