import type { FailureCode } from '../../../src/model/failure.ts';

/** What a package manager printed in a situation that was made for it, and what that is to be called. */
export interface ToolWords {
  readonly situation: string;
  readonly output: string;
  readonly code: FailureCode | undefined;
}
