import { describe, expect } from 'vitest';
import { test } from '../support/build-test.ts';
import { nodeIs } from '../support/builds.ts';
import { worldWith } from '../support/fake-activities.ts';
import type { World } from '../support/fake-activities.ts';

/** A worker that lacks its packages and meets these failures; `sound`: remedies that find nothing to mend. */
function worker(failures: World['failures'], sound: readonly string[] = []): World {
  const world = worldWith(['cp-1', 'w-2'], failures);
  world.done.push(...sound.map((remedy) => `w-1 ${remedy}`));
  return { ...world, curable: true };
}

describe.concurrent('a step that fails in a way that is known', () => {
  test('is done after a compensating step, and the result says which one ran for what', async ({ builds }) => {
    const world = worker({ 'w-1 install-packages': ['package-key-expired'] }, ['check-clock']);
    const result = await (await builds.start(world)).handle.result();
    expect(result.outcome).toBe('proven');
    const node = result.nodes.find((one) => one.node === 'w-1');
    const use = { step: 'install-packages', code: 'package-key-expired', detail: '' };
    expect(node?.remedies).toEqual([
      { ...use, remedy: 'check-clock', outcome: 'unchanged' },
      { ...use, remedy: 'refresh-package-keys', outcome: 'changed' },
    ]);
    expect(node?.changed).toContain('install-packages');
    expect(result.nodes.find((one) => one.node === 'w-2')).not.toHaveProperty('remedies');
  });

  test('has each of them once, so that the same failure again parks the node', async ({ builds }) => {
    const failures = Array.from({ length: 4 }, () => 'mirror-inconsistent' as const);
    const { until, world } = await builds.start(worker({ 'w-1 install-packages': failures }));
    const progress = await until(nodeIs('w-1', 'parked'));
    expect(progress.nodes.find((one) => one.node === 'w-1')?.failure).toMatchObject({
      code: 'mirror-inconsistent',
      step: 'install-packages',
    });
    expect(world.failures['w-1 install-packages']).toHaveLength(2);
  });

  test('goes on to the next one where a remedy fails as the step did', async ({ builds }) => {
    const failures: World['failures'] = {
      'w-1 install-packages': ['package-signature-refused', 'package-signature'],
      'w-1 refresh-package-keys': ['package-signature-refused'],
    };
    const { until, world } = await builds.start(worker(failures));
    const progress = await until(nodeIs('w-1', 'parked'));
    expect(progress.nodes.find((one) => one.node === 'w-1')?.failure).toMatchObject({
      code: 'package-signature-refused',
      step: 'install-packages',
    });
    expect(world.failures['w-1 install-packages']).toEqual(['package-signature']);
  });

  test('is parked with the failure of the remedy where that is another one', async ({ builds }) => {
    const failures: World['failures'] = {
      'w-1 install-packages': ['package-not-yet-valid'],
      'w-1 check-clock': ['clock-skew'],
    };
    const { until } = await builds.start(worker(failures));
    const progress = await until(nodeIs('w-1', 'parked'));
    expect(progress.nodes.find((one) => one.node === 'w-1')?.failure).toMatchObject({
      code: 'clock-skew',
      step: 'check-clock',
    });
  });

  test('is counted once: a compensating step is none of those that were planned', async ({ builds }) => {
    const { handle, until } = await builds.start(worker({ 'w-1 install-packages': ['package-unsigned'] }));
    await handle.result();
    const progress = await until(nodeIs('w-1', 'done'));
    const node = progress.nodes.find((one) => one.node === 'w-1');
    expect(node?.done).toBe(node?.total);
  });
});
