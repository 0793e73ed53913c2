import { describe, expect } from 'vitest';
import { abortUpdate } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import { holdBack, newWorld, worldWith } from '../support/fake-activities.ts';
import type { World } from '../support/fake-activities.ts';
import { spec } from '../support/fixtures.ts';

const [controlPlane, worker, other] = spec.hosts;
if (!controlPlane || !worker || !other) throw new Error('the fixture has three hosts');

/** Two clusters that mean the same machines. */
function sharing(): readonly [World, World] {
  const world = newWorld();
  return [world, { ...newWorld(), claims: world.claims }];
}

describe.concurrent('two builds that want one host', () => {
  test('end with one winner and one clear refusal, and what the loser had claimed is free', async ({ builds }) => {
    const [one, two] = sharing();
    const elsewhere = { ...controlPlane, address: '192.0.2.50' };
    const started = await Promise.all([
      builds.start(one, { hosts: [controlPlane, worker] }),
      builds.start(two, { hosts: [elsewhere, worker] }),
    ]);
    const ends = await Promise.allSettled(started.map(({ handle }) => handle.result()));
    const won = ends.findIndex(({ status }) => status === 'fulfilled');
    const [winner, loser] = won === 0 ? started : [started[1], started[0]];
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends[1 - won]).toMatchObject({
      reason: {
        cause: {
          type: 'preflight-failed',
          details: [
            { code: 'cluster-exists', host: 'w-1', message: `the host is claimed by cluster ${winner?.spec.name}` },
          ],
        },
      },
    });
    expect(loser?.world.done).toEqual([]);
    expect([...one.claims.values()]).toEqual([winner?.spec.name, winner?.spec.name]);
  });
});

describe.concurrent('claims', () => {
  test('are given back where the build is aborted while it claims', async ({ builds }) => {
    const world = newWorld();
    const { reached } = holdBack(world, '', 'claim-hosts');
    const { handle } = await builds.start(world);
    await reached;
    expect(world.claims.size).toBe(3);
    await handle.executeUpdate(abortUpdate);
    expect((await handle.result()).outcome).toBe('aborted');
    expect(world.claims.size).toBe(0);
    expect(world.done).toEqual([]);
  });

  test('are not made where nothing is to be done', async ({ builds }) => {
    const world = worldWith(['cp-1', 'w-1', 'w-2']);
    const { handle } = await builds.start(world);
    expect((await handle.result()).outcome).toBe('unchanged');
    expect(world.claims.size).toBe(0);
  });
});
