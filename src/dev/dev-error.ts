/** Thrown where the embedded Temporal server cannot be had or started: what is wrong, what to do, its last output. */
export class DevError extends Error {
  readonly hint: string;
  readonly tail: string | undefined;

  constructor(message: string, about: { hint: string; tail?: string; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.name = 'DevError';
    this.hint = about.hint;
    this.tail = about.tail;
  }
}
