import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { isFailureCode } from '../src/model/failure.ts';
import type { Failure } from '../src/model/failure.ts';

/** The plain failure inside whatever an activity or child ended with. */
export function failureIn(error: unknown, about: { readonly host: string; readonly step: string }): Failure {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return failureIn(error.cause, about);
  if (error instanceof ApplicationFailure && isFailureCode(error.type)) {
    const [detail] = error.details ?? [];
    // A batch has several steps; the activity knows the one that failed.
    const step = textIn(detail, 'step') ?? about.step;
    const tail = textIn(detail, 'tail');
    return { ...about, step, code: error.type, message: error.message, ...(tail === undefined ? {} : { tail }) };
  }
  if (error instanceof TimeoutFailure)
    return { ...about, code: 'time-limit', message: `no worker finished it in time (${error.timeoutType})` };
  return { ...about, code: 'step-failed', message: error instanceof Error ? error.message : String(error) };
}

function textIn(detail: unknown, key: string): string | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  const value: unknown = Reflect.get(detail, key);
  return typeof value === 'string' ? value : undefined;
}
