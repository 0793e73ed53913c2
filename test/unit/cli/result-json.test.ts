import { expect, test } from 'vitest';
import { phaseSeconds, slowest } from '../../../src/cli/show/phase-seconds.ts';
import { resultJson } from '../../../src/cli/show/result-json.ts';
import { diskFull, result } from '../../support/build-fixtures.ts';

test('each node carries its name, system, readiness and ids', () => {
  expect(resultJson(result).nodes[0]).toMatchObject({
    name: 'cp-1',
    os: 'Ubuntu 24.04.1 LTS',
    ready: true,
    uidMap: [0, 655_360, 65_536],
    hostUid: 655_360,
    checks: { passed: 2, total: 2 },
  });
});

test('a node without proof has null where ids would be', () => {
  const skipped = {
    node: 'w-2',
    os: 'Ubuntu 24.04.1 LTS',
    address: '192.0.2.13',
    state: 'skipped',
    changed: [],
    unfinished: [],
    unchanged: [],
    failure: diskFull,
  } as const;
  const json = resultJson({ ...result, outcome: 'incomplete', nodes: [skipped] });
  expect(json.nodes).toMatchObject([
    { name: 'w-2', ready: false, uidMap: null, hostUid: null, failure: { code: 'disk-full' } },
  ]);
});

test('seconds per phase count what overlaps once, in the order in which phases began', () => {
  expect(Object.entries(phaseSeconds(result.timeline))).toEqual([
    ['prepare', 4],
    ['packages', 36],
    ['control-plane', 45],
    ['join', 14],
    ['verify', 7.5],
  ]);
});

test('time between two stays in a phase does not count', () => {
  const entry = (scheduledAt: number, endedAt: number) => ({
    node: 'a',
    phase: 'p',
    step: 's',
    scheduledAt,
    endedAt,
    remoteMs: 0,
  });
  expect(phaseSeconds([entry(9000, 10_000), entry(0, 1000), entry(200, 900)])).toEqual({ p: 2 });
});

test('an empty timeline has no phases', () => {
  expect(phaseSeconds([])).toEqual({});
});

test('the slowest steps come first', () => {
  expect(slowest(result.timeline, 2).map((entry) => entry.step)).toEqual(['init', 'install-packages']);
});
