import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { isFailureCode } from '../src/model/failure.ts';
import type { Failure } from '../src/model/failure.ts';

/** The plain failure inside whatever an activity or child ended with. */
export function failureIn(error: unknown, about: { readonly host: string; readonly step: string }): Failure {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return failureIn(error.cause, about);
  if (error instanceof ApplicationFailure && isFailureCode(error.type)) {
    const tail = tailIn(error.details?.[0]);
    return { ...about, code: error.type, message: error.message, ...(tail === undefined ? {} : { tail }) };
  }
  if (error instanceof TimeoutFailure)
    return { ...about, code: 'time-limit', message: `no worker finished it in time (${error.timeoutType})` };
  return { ...about, code: 'step-failed', message: error instanceof Error ? error.message : String(error) };
}

function tailIn(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null || !('tail' in detail)) return undefined;
  return typeof detail.tail === 'string' ? detail.tail : undefined;
}
