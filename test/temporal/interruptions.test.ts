import { describe, expect, inject } from 'vitest';
import { abortUpdate } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import { nodeIs, openBuilds } from '../support/builds.ts';
import { holdBack, newWorld, preparedWorld, worldWith } from '../support/fake-activities.ts';

describe.concurrent('work that is under way', () => {
  test('is cut off when the whole build is aborted, and what was done is told', async ({ builds }) => {
    const world = preparedWorld();
    const { reached } = holdBack(world, 'w-1', 'install-packages');
    const { handle, until } = await builds.start(world);
    await reached;
    await until(nodeIs('w-2', 'done'));
    expect(await handle.executeUpdate(abortUpdate)).toContain('is being stopped');
    const { outcome, nodes, proof } = await handle.result();
    expect(world.cutOff).toEqual(['w-1 install-packages: CANCELLED']);
    expect(world.done).not.toContain('w-1 install-packages');
    expect([outcome, proof.proven]).toEqual(['aborted', false]);
    expect(nodes.map(({ node, state }) => `${node} ${state}`)).toEqual(['cp-1 done', 'w-1 aborted', 'w-2 done']);
    expect(nodes.find(({ node }) => node === 'w-1')?.failure).toMatchObject({
      code: 'aborted',
      step: 'install-packages',
      message: expect.stringContaining('stopped during: Install'),
    });
  });

  test('leaves a list of what was changed or cut off where, with the way back, when it is aborted', async ({
    builds,
  }) => {
    const world = worldWith(['cp-1']);
    const { reached } = holdBack(world, 'w-1', 'install-packages');
    const { handle, until } = await builds.start(world);
    await reached;
    await until(nodeIs('w-2', 'done'));
    await handle.executeUpdate(abortUpdate);
    const { remains } = await handle.result();
    const claim = remains.find(({ step }) => step === 'claim-host');
    expect(claim).toMatchObject({ nodes: ['w-1', 'w-2'], undo: { reset: 'removes the claim last' } });
    expect(remains.find(({ step }) => step === 'install-packages')).toMatchObject({
      nodes: ['w-2'],
      unfinished: ['w-1'],
    });
    expect(remains.find(({ step }) => step === 'init-control-plane')).toBeUndefined();
  });

  test('is cut off while hosts are looked at, and nothing was changed', async ({ builds }) => {
    const world = newWorld();
    const { reached } = holdBack(world, 'w-1', 'inspect-hosts');
    const { handle } = await builds.start(world);
    await reached;
    await handle.executeUpdate(abortUpdate);
    expect(await handle.result()).toMatchObject({ outcome: 'aborted', remains: [] });
    expect(world.done).toEqual([]);
  });

  test('is cut off on one node when that node is aborted', async ({ builds }) => {
    const world = worldWith(['cp-1', 'w-2']);
    const { reached } = holdBack(world, 'w-1', 'install-packages');
    const { handle, node } = await builds.start(world);
    await reached;
    await node('w-1').executeUpdate(abortUpdate);
    const { nodes } = await handle.result();
    expect(world.cutOff).toEqual(['w-1 install-packages: CANCELLED']);
    expect(nodes.map(({ node: name, state }) => `${name} ${state}`)).toEqual(['cp-1 done', 'w-2 done', 'w-1 aborted']);
  });

  test('is cut off when the build is cancelled from the Temporal UI, which ends as aborted too', async ({ builds }) => {
    const world = worldWith(['cp-1', 'w-2']);
    const { reached } = holdBack(world, 'w-1', 'install-packages');
    const { handle } = await builds.start(world);
    await reached;
    await handle.cancel();
    expect((await handle.result()).outcome).toBe('aborted');
    expect(world.cutOff).toEqual(['w-1 install-packages: CANCELLED']);
  });

  test('is taken over by another worker when its own shuts down', async () => {
    const own = await openBuilds(inject('temporalAddress'), { codePath: inject('workflowBundle') });
    const stopFirst = await own.startWorker('first');
    const world = worldWith(['cp-1', 'w-2']);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, node } = await own.start(world);
    await reached;
    await own.startWorker('second');
    await stopFirst();
    expect(world.cutOff).toEqual(['w-1 install-packages: WORKER_SHUTDOWN']);
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
    const { events } = await node('w-1').fetchHistory();
    const starts = (events ?? []).flatMap(({ activityTaskStartedEventAttributes: start }) =>
      start ? [{ by: start.identity, attempt: start.attempt }] : [],
    );
    expect(starts).toContainEqual({ by: 'second', attempt: 2 });
    expect(starts.filter(({ attempt }) => attempt === 2)).toHaveLength(1);
    expect(new Set(world.done).size).toBe(world.done.length);
    await own.close();
  });
});
