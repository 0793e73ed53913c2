import { expect, test } from 'vitest';
import { clocksApart } from '../../../src/model/clocks.ts';
import { ubuntu } from '../../support/fixtures.ts';

const plan = (node: string, clockSkewMs: number) =>
  ({ node, role: 'worker', facts: { ...ubuntu, clockSkewMs }, steps: [], problems: [], warnings: [] }) as const;

test('hosts that agree with each other are as they should be, even where the worker is off', () => {
  expect(clocksApart([plan('a', 8000), plan('b', 8400), plan('c', 7600)])).toEqual([]);
});

test('the host that goes by itself is named, not those that agree', () => {
  expect(clocksApart([plan('a', 0), plan('b', 200), plan('c', -7000)])).toEqual([
    { code: 'clock-skew', message: "the host's clock is -7.0 s off those of the other hosts", host: 'c' },
  ]);
});

test('no host is no trouble', () => {
  expect(clocksApart([])).toEqual([]);
});
