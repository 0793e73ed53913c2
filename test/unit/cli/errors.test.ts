import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/finish-build.ts';
import { reportError } from '../../../src/cli/report-error.ts';
import { workflowFailures } from '../../../src/cli/workflow-failures.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { result } from '../../support/build-fixtures.ts';
import { captureTerminal } from '../../support/captured-terminal.ts';

const failed = (cause: Error) => new WorkflowFailedError('Workflow execution failed', cause, 'NON_RETRYABLE_FAILURE');
const application = (type: string, details: unknown[] = []) =>
  ApplicationFailure.create({ type, message: 'what happened', details });

function report(error: unknown, json = false) {
  const captured = captureTerminal();
  return { exit: reportError(captured.terminal, error, json), out: captured.out(), err: captured.err() };
}

describe('the failures in a workflow that failed', () => {
  test('are those of its details where it carries any', () => {
    const details = [
      { code: 'port-taken', message: '6443', host: 'cp-1' },
      { code: 'disk-full', message: '/var', host: 'w-1' },
    ];
    expect(workflowFailures(failed(application('preflight-failed', details)))).toEqual(details);
  });

  test('are its own code and message where it carries none', () => {
    expect(workflowFailures(failed(application('proof-failed')))).toEqual([
      { code: 'proof-failed', message: 'what happened' },
    ]);
  });

  test('are found below errors that only wrap', () => {
    const cause = application('init-failed');
    expect(workflowFailures(failed(new Error('child failed', { cause })))).toMatchObject([{ code: 'init-failed' }]);
  });

  test.each([
    ['cancelled', new CancelledFailure('cancelled')],
    ['terminated', new TerminatedFailure('terminated')],
  ])('say that it was %s', (_word, cause) => {
    expect(workflowFailures(failed(cause))).toMatchObject([{ code: 'aborted' }]);
  });

  test('are there for a refused update', () => {
    const error = new WorkflowUpdateFailedError('refused', application('decision-refused'));
    expect(workflowFailures(error)).toMatchObject([{ code: 'decision-refused' }]);
  });

  test('are none for other errors', () => {
    expect(workflowFailures(new Error('something else'))).toEqual([]);
  });
});

test('every problem of a refused build is printed, and the first one gives the exit code', () => {
  const details = [
    { code: 'port-taken', message: '6443 is in use', host: 'cp-1' },
    { code: 'secret-missing', message: 'no key' },
  ];
  const { exit, err, out } = report(failed(application('preflight-failed', details)));
  expect([exit, out]).toEqual([4, '']);
  expect(err).toContain(
    'port-taken: A port that Kubernetes needs is in use\n  cp-1: 6443 is in use\n  → Stop the program named',
  );
  expect(err).toContain('secret-missing');
});

test('machines get code, title, message and hint on standard output', () => {
  const { out, err } = report(new SlipwayError('decision-refused', 'w-1 is not parked'), true);
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({
    error: {
      code: 'decision-refused',
      title: expect.any(String),
      message: 'w-1 is not parked',
      hint: expect.any(String),
    },
  });
});

test('an unknown error is no failure of the operator: exit code 1 and the trace', () => {
  const { exit, err } = report(new TypeError('x is not a function'));
  expect(exit).toBe(1);
  expect(err).toContain('error: x is not a function');
  expect(err).toContain('errors.test.ts');
});

test.each([
  ['proven', true, 0],
  ['unchanged', true, 0],
  ['unchanged', false, 6],
  ['incomplete', true, 8],
  ['aborted', false, 7],
] as const)('a build that ended %s with proof %s exits with %i', (outcome, proven, exit) => {
  expect(exitCodeOf({ ...result, outcome, proof: { ...result.proof, proven } })).toBe(exit);
});
