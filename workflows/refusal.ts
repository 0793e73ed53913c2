import { ApplicationFailure } from '@temporalio/workflow';
import type { Failure } from '../src/model/failure.ts';

/** A decision that does not fit, with the reason; `problems` are what stands in its way. */
export function refused(message: string, problems: readonly Failure[] = []): ApplicationFailure {
  return ApplicationFailure.create({ type: 'decision-refused', nonRetryable: true, message, details: [...problems] });
}
