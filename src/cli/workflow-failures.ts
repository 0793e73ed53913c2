import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { isFailureCode, type Failure } from '../model/failure.ts';

/** The failures that a workflow or an update ended with; none where the error is of another kind. */
export function workflowFailures(error: unknown): readonly Failure[] {
  if (error instanceof WorkflowFailedError || error instanceof WorkflowUpdateFailedError) return causes(error.cause);
  return [];
}

function causes(cause: unknown): readonly Failure[] {
  if (cause instanceof ApplicationFailure && isFailureCode(cause.type)) {
    const details = (cause.details ?? []).flat().filter(isFailure);
    const own: Failure = { code: cause.type, message: cause.message };
    return details.length ? details : [own];
  }
  if (cause instanceof CancelledFailure) return [{ code: 'aborted', message: 'the workflow was cancelled' }];
  if (cause instanceof TerminatedFailure) return [{ code: 'aborted', message: 'the workflow was terminated' }];
  if (cause instanceof TimeoutFailure) return [{ code: 'time-limit', message: 'the workflow reached its time limit' }];
  const inner = cause instanceof Error ? cause.cause : undefined;
  if (inner) return causes(inner);
  return cause instanceof Error ? [{ code: 'step-failed', message: cause.message }] : [];
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false;
  return 'code' in value && isFailureCode(value.code) && 'message' in value && typeof value.message === 'string';
}
