import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failureOf, failures } from '../src/model/failure.ts';

/** An error as Temporal carries it: type is the code, details the plain failure. Cancellation passes through as it is. */
function asTemporalFailure(error: unknown, about: { host?: string; step?: string }): Error {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  // What an aborted pause or request throws; the SDK knows it as a cancellation.
  if (error instanceof Error && error.name === 'AbortError') return error;
  const failure = failureOf(error, about);
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    nonRetryable: failures[failure.code].retry === 'operator',
    details: [failure],
  });
}

/** Runs the body of an activity so that whatever it throws has a code, a host and a step. */
export async function failingAs<T>(about: { host?: string; step?: string }, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw asTemporalFailure(error, about);
  }
}
