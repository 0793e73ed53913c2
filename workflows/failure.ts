import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { isFailureCode } from '../src/model/failure.ts';
import type { Failure } from '../src/model/failure.ts';

/** Where a failure happened, as its workflow knows it. */
export interface FailurePlace {
  readonly host: string;
  readonly step: string;
  /** The steps that the activity had to do, where it had several: it knows which of them failed. */
  readonly batch?: readonly string[];
}

/** The plain failure inside whatever an activity or child ended with. */
export function failureIn(error: unknown, { batch = [], ...about }: FailurePlace): Failure {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)
    return failureIn(error.cause, { ...about, batch });
  if (error instanceof ApplicationFailure && isFailureCode(error.type)) {
    const [detail]: readonly unknown[] = error.details ?? [];
    const step = batch.find((id) => id === textIn(detail, 'step')) ?? about.step;
    const tail = textIn(detail, 'tail');
    return { ...about, step, code: error.type, message: error.message, ...(tail === undefined ? {} : { tail }) };
  }
  if (error instanceof TimeoutFailure)
    return { ...about, code: 'time-limit', message: `no worker finished it in time (${error.timeoutType})` };
  return { ...about, code: 'step-failed', message: error instanceof Error ? error.message : String(error) };
}

function textIn(detail: unknown, key: keyof Failure): string | undefined {
  const value: unknown = typeof detail === 'object' && detail !== null ? Reflect.get(detail, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}
