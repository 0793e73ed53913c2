import { ServiceError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { cannotFollow, isPassing } from '../../../src/cli/server-away.ts';

const answer = (code: number, details: string) => Object.assign(new Error(details), { code, details, metadata: {} });

test.each([
  ['a server that restarts', answer(14, 'connection refused'), true, false],
  ['no worker at a query', answer(9, 'no poller seen for task queue recently'), true, false],
  [
    'workers that cannot follow a workflow',
    answer(9, 'Unable to perform workflow execution update due to Workflow Task in failed state.'),
    true,
    true,
  ],
  ['a request that nothing will mend', answer(3, 'invalid'), false, false],
  ['something else', new Error('else'), false, false],
])('%s: whether asking again may help', (_what, cause, passing, failing) => {
  for (const error of [cause, new ServiceError('failed', { cause })])
    expect([isPassing(error), cannotFollow(error)]).toEqual([passing, failing]);
});
