import { describe, expect } from 'vitest';
import { abortUpdate, continueUpdate, pauseUpdate, retryUpdate } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import { inject } from 'vitest';
import { nodeIs, openBuilds } from '../support/builds.ts';
import { holdBack, newWorld, worldWith } from '../support/fake-activities.ts';

const ready = ['cp-1', 'w-2'];

describe.concurrent('a paused build', () => {
  test('lets what runs come to its end, starts nothing new, and goes on when told', async ({ builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, until, spec } = await builds.start(world);
    await reached;
    expect(await handle.executeUpdate(pauseUpdate)).toContain('is paused');
    letGo();
    const { paused } = await until(nodeIs('w-1', 'paused'));
    expect(paused).toBe(true);
    expect(world.cutOff).toEqual([]);
    expect(world.done).toContain('w-1 install-packages');
    expect(world.done).not.toContain('w-1 configure-crio');
    const { currentDetails }: { currentDetails: string } = await handle.query('__temporal_workflow_metadata');
    expect(currentDetails).toContain(`slipway continue ${spec.name}`);
    expect(await handle.executeUpdate(continueUpdate)).toContain('goes on');
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('is found as one that needs its operator until it goes on', async ({ builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle } = await builds.start(world);
    const needs = async (): Promise<unknown> => {
      const { typedSearchAttributes } = await handle.describe();
      return typedSearchAttributes.getAll().find(({ key }) => key.name === 'NeedsOperator')?.value;
    };
    await reached;
    await handle.executeUpdate(pauseUpdate);
    expect(await needs()).toBe(true);
    await handle.executeUpdate(continueUpdate);
    expect(await needs()).toBe(false);
    letGo();
    await handle.result();
  });

  test('stays paused where a milestone is reached meanwhile', async ({ builds }) => {
    const world = newWorld();
    const { reached, letGo } = holdBack(world, 'cp-1', 'init-control-plane');
    const { handle, until } = await builds.start(world);
    await reached;
    await until(({ nodes }) => nodes.filter(({ state }) => state === 'waiting').length === 2);
    await handle.executeUpdate(pauseUpdate);
    letGo();
    await until(({ nodes }) => nodes.every(({ state }) => state === 'paused'));
    expect(world.done).not.toContain('w-1 join-node');
    await handle.executeUpdate(continueUpdate);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('takes a decision about a parked node and carries it out once it goes on', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const { handle, node, until } = await builds.start(world);
    await until(nodeIs('w-1', 'parked'));
    await handle.executeUpdate(pauseUpdate);
    expect(await node('w-1').executeUpdate(retryUpdate)).toContain('once the build goes on');
    await until(nodeIs('w-1', 'paused'));
    expect(world.done).not.toContain('w-1 join-node');
    await handle.executeUpdate(continueUpdate);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('can be aborted without going on', async ({ builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, until } = await builds.start(world);
    await reached;
    await handle.executeUpdate(pauseUpdate);
    letGo();
    await until(nodeIs('w-1', 'paused'));
    await handle.executeUpdate(abortUpdate);
    expect((await handle.result()).outcome).toBe('aborted');
    expect(world.done).not.toContain('w-1 configure-crio');
  });

  test('that is paused before its nodes begin does not begin', async ({ builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'cp-1', 'inspect-hosts');
    const { handle, until } = await builds.start(world);
    await reached;
    await handle.executeUpdate(pauseUpdate);
    const before = [...world.done];
    letGo();
    await until(({ nodes }) => nodes.length === 3);
    expect(world.done).toEqual(before);
    await handle.executeUpdate(continueUpdate);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('refuses what does not fit: a second pause, and to continue what goes on', async ({ builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle } = await builds.start(world);
    await reached;
    const refusal = (message: string) => ({
      cause: { type: 'decision-refused', message: expect.stringContaining(message) },
    });
    await expect(handle.executeUpdate(continueUpdate)).rejects.toMatchObject(refusal('is not paused'));
    await handle.executeUpdate(pauseUpdate);
    await expect(handle.executeUpdate(pauseUpdate)).rejects.toMatchObject(refusal('is paused already'));
    await handle.executeUpdate(continueUpdate);
    letGo();
    await handle.result();
  });

  test('stays paused over the end of its worker', async () => {
    const own = await openBuilds(inject('temporalAddress'), { codePath: inject('workflowBundle') });
    const stopFirst = await own.startWorker('first');
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, until } = await own.start(world);
    await reached;
    await handle.executeUpdate(pauseUpdate);
    letGo();
    await until(nodeIs('w-1', 'paused'));
    await stopFirst();
    await own.startWorker('second');
    const { paused } = await until(nodeIs('w-1', 'paused'));
    expect(paused).toBe(true);
    expect(world.done).not.toContain('w-1 configure-crio');
    await handle.executeUpdate(continueUpdate);
    expect((await handle.result()).outcome).toBe('proven');
    await own.close();
  });
});
