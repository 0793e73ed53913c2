import { msToNumber } from '@temporalio/common/lib/time.js';
import { expect, test } from 'vitest';

test('a duration that Temporal cannot read is refused by the compiler, and when it is used', () => {
  // @ts-expect-error without the path of `ms` in tsconfig.json every duration is `any`, and this line is an error
  expect(() => msToNumber('banana')).toThrow('Invalid duration string');
});
