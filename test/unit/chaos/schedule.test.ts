import { expect, test } from 'vitest';
import { faults } from '../../../chaos/faults.ts';
import type { Fault } from '../../../chaos/faults.ts';
import { moments } from '../../../chaos/moments.ts';
import { scheduleOf } from '../../../chaos/schedule.ts';
import type { ScheduledHost } from '../../../chaos/schedule.ts';
import { phases } from '../../../src/phases/index.ts';

const hosts: readonly ScheduledHost[] = [
  { name: 'cp-1', role: 'control-plane' },
  { name: 'w-1', role: 'worker' },
  { name: 'w-2', role: 'worker' },
];
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

test('a seed means the same faults every time, and another one others', () => {
  for (const seed of seeds) expect(scheduleOf(seed, hosts)).toEqual(scheduleOf(seed, hosts));
  expect(new Set(seeds.map((seed) => JSON.stringify(scheduleOf(seed, hosts)))).size).toBe(seeds.length);
});

test('seed 0 leaves the build in peace', () => {
  expect(scheduleOf(0, hosts)).toEqual([]);
});

test('twenty seeds strike with every kind, and reboot and cut the power in packages, init and join', () => {
  const struck = seeds.slice(0, 20).flatMap((seed) => scheduleOf(seed, hosts));
  expect(new Set(struck.map(({ fault }) => fault))).toEqual(new Set(Object.keys(faults)));
  for (const fault of ['reboot', 'power']) {
    for (const moment of ['packages', 'init', 'join'])
      expect(struck).toContainEqual(expect.objectContaining({ fault, moment }));
  }
});

test('every fault strikes a host that is there and comes to its moment, and processes have no host', () => {
  const roles = new Map(hosts.map(({ name, role }) => [name, role]));
  for (const { fault, moment, node, host, lasts } of seeds.flatMap((seed) => scheduleOf(seed, hosts))) {
    const { strikes, lasts: range }: Fault = faults[fault];
    const { role } = moments[moment];
    expect(role === 'any' || roles.get(node) === role).toBe(true);
    expect(host !== undefined && roles.has(host)).toBe(strikes === 'host' || strikes === 'control-plane');
    expect(lasts).toBeGreaterThanOrEqual(range[0]);
    expect(lasts).toBeLessThanOrEqual(range[1]);
  }
});

test('every moment is a step that a build has', () => {
  const titles = phases.flatMap(({ steps }) => steps.map(({ title }) => title));
  for (const { step } of Object.values(moments)) expect(titles.some((title) => title.startsWith(step))).toBe(true);
});
