import { describe, expect, test } from 'vitest';
import { both, clocksApart, clocksOff } from '../../../src/model/clocks.ts';
import type { ClockRange } from '../../../src/model/clocks.ts';
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

describe('a host that answered slowly', () => {
  const off = (ranges: Readonly<Record<string, ClockRange>>): readonly (string | undefined)[] =>
    clocksOff(Object.entries(ranges).map(([host, range]) => ({ host, range }))).map(({ host }) => host);

  test.each([
    ['is not off where its clock may be right', { a: [0, 20], b: [-5, 30], slow: [-100, 25_000] }, []],
    ['does not make the others wrong, nor itself', { a: [8000, 8050], slow: [-50, 12_000] }, []],
    ['does not lead the middle away', { a: [-40, 10], slow: [-30_000, 40], slower: [-60_000, 10] }, []],
    ['is off where it is so at the best', { a: [0, 20], b: [0, 30], slow: [-60_000, -6_000] }, ['slow']],
    [
      'leaves the ones that agree as they are',
      { a: [-7_010, -6_990], b: [-7_000, -6_900], c: [0, 20], slow: [-9_000, 9_000] },
      ['c'],
    ],
  ] satisfies [string, Record<string, ClockRange>, string[]][])('%s', (_, ranges, named) => {
    expect(off(ranges)).toEqual(named);
  });
});

test.each([
  ['narrow each other', [-50, 9_000], [-120, 30], [-50, 30]],
  ['that contradict each other leave the quicker one', [-50, 9_000], [-8_040, -8_000], [-8_040, -8_000]],
] satisfies [string, ClockRange, ClockRange, ClockRange][])('two answers of a host %s', (_, one, other, left) => {
  expect(both(one, other)).toEqual(left);
  expect(both(other, one)).toEqual(left);
});
