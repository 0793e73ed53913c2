import { expect } from 'vitest';
import type { ClockRange } from '../../src/model/clocks.ts';
import { problemCodesOf } from '../../src/model/preflight.ts';
import { preflightCluster } from '../../workflows/index.ts';
import { test } from '../support/build-test.ts';
import { worldWith } from '../support/fake-activities.ts';

const cases: readonly { readonly clocks: Readonly<Record<string, ClockRange>>; readonly named: readonly string[] }[] = [
  { clocks: {}, named: [] },
  { clocks: { 'w-1': [-50, 14_000] }, named: [] },
  { clocks: { 'w-1': [-7_400, -7_200] }, named: ['w-1'] },
];

test.for(cases)(
  'a preflight holds the clocks of hosts against each other: $clocks',
  async ({ clocks, named }, { builds }) => {
    const { spec, world, handle } = await builds.start(worldWith(['cp-1', 'w-1', 'w-2']));
    await handle.result();
    Object.assign(world.clocks, clocks);
    const args: Parameters<typeof preflightCluster> = [{ spec, mesh: false }];
    const options = { workflowId: `${spec.name}:preflight`, taskQueue: builds.taskQueue, args };
    const found = await builds.client.workflow.execute(preflightCluster, options);
    const seen = found.hosts.map(({ host, sights }) => ({ host, ...sights.find(({ check }) => check === 'clocks') }));
    expect(seen.map(({ host, code }) => [host, code])).toEqual(
      ['cp-1', 'w-1', 'w-2'].map((host) => [host, named.includes(host) ? 'clock-skew' : undefined]),
    );
    expect(problemCodesOf(found)).toEqual(named.map(() => 'clock-skew'));
    for (const { code, seen: words } of seen)
      expect(words).toBe(
        code
          ? "the host's clock is -7.2 s off those of the other hosts"
          : 'the clock agrees with those of the other hosts',
      );
  },
);
