import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { decide } from '../../src/cli/decide.ts';
import { decisions } from '../../src/cli/decisions.ts';
import { milestoneReached } from '../../workflows/messages.ts';
import { nodeIs, openBuilds } from '../support/builds.ts';
import { changedWorkflows } from '../support/changed-workflows.ts';
import { worldWith } from '../support/fake-activities.ts';

const today = { codePath: inject('workflowBundle') };

/** Parks a node by the worker of one version, which is shut down then; `goOn` leaves the rest to another. */
async function parkedBy(identity: string, bundle: WorkflowBundleOption) {
  const builds = await openBuilds(inject('temporalAddress'), bundle);
  const stop = await builds.startWorker(identity);
  const build = await builds.start(worldWith(['cp-1', 'w-2'], { 'w-1 join-node': ['join-failed'] }));
  await build.until(nodeIs('w-1', 'parked'));
  await stop();
  const node = build.node('w-1');
  const goOn = async (): Promise<string> => {
    await decide(builds.client, { ...decisions.retry, seconds: 60 }, { name: build.spec.name, node: 'w-1' });
    const { outcome } = await build.handle.result();
    expect(new Set(build.world.done).size).toBe(build.world.done.length);
    return outcome;
  };
  return { builds, node, goOn };
}

/** Why workflow tasks of a node failed, once one has; a signal of no consequence makes a worker look at it. */
async function failedTasks(node: WorkflowHandle): Promise<readonly string[]> {
  await node.signal(milestoneReached, 'api-ready');
  for (;;) {
    const failures = (await eventsOf(node)).flatMap(
      ({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message ?? [],
    );
    if (failures.length > 0) return failures;
    await pause(200);
  }
}

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

async function eventsOf(handle: WorkflowHandle): Promise<readonly Event[]> {
  return (await handle.fetchHistory()).events ?? [];
}

const startedBy = (events: readonly Event[]): ReadonlySet<string> =>
  new Set(events.flatMap(({ activityTaskStartedEventAttributes: start }) => (start?.identity ? [start.identity] : [])));

const activitiesIn = (events: readonly Event[]): readonly string[] =>
  events.flatMap(({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name ?? []);

describe.concurrent('a build that an older worker has parked', { timeout: 180_000 }, () => {
  test('is finished by a newer one, whose workflows do one thing more from there on', async () => {
    const { builds, node, goOn } = await parkedBy('old', today);
    const before = activitiesIn(await eventsOf(node));
    const bundle = await changedWorkflows('patched');
    const stopNew = await builds.startWorker('new', bundle);
    expect(await goOn()).toBe('proven');

    const events = await eventsOf(node);
    expect(startedBy(events)).toEqual(new Set(['old', 'new']));
    expect(before).not.toContain('awaitApi');
    expect(activitiesIn(events)).toEqual([
      ...before,
      'inspectHosts',
      ...['runJob', 'runKubeStep', 'runKubeStep'].flatMap((step) => ['awaitApi', step]),
    ]);

    // Whoever takes it up next, a history with both ways in it can be followed from its beginning.
    await stopNew();
    await Worker.runReplayHistory({ workflowBundle: bundle }, await node.fetchHistory(), node.workflowId);
    await builds.close();
  });

  test('is not harmed by a newer one that cannot follow it: a worker that can finishes it', async () => {
    const { builds, node, goOn } = await parkedBy('old', today);
    const stopUnfit = await builds.startWorker('unfit', await changedWorkflows('unguarded'));
    expect((await failedTasks(node))[0]).toContain('Nondeterminism');
    await stopUnfit();
    await builds.startWorker('fit', await changedWorkflows('patched'));
    expect(await goOn()).toBe('proven');
    expect(startedBy(await eventsOf(node))).toEqual(new Set(['old', 'fit']));
    await builds.close();
  });
});

describe.concurrent('a build that a newer worker has parked', { timeout: 180_000 }, () => {
  test('is finished by the release after it, which gives the patch up', async () => {
    const { builds, node, goOn } = await parkedBy('new', await changedWorkflows('patched'));
    await builds.startWorker('newest', await changedWorkflows('deprecated'));
    expect(await goOn()).toBe('proven');
    expect(startedBy(await eventsOf(node))).toEqual(new Set(['new', 'newest']));
    await builds.close();
  });

  test('is not harmed by an older one, which cannot follow it', async () => {
    const newer = await changedWorkflows('patched');
    const { builds, node, goOn } = await parkedBy('new', newer);
    const stopOld = await builds.startWorker('old', today);
    expect(await failedTasks(node)).not.toEqual([]);
    await stopOld();
    await builds.startWorker('new again', newer);
    expect(await goOn()).toBe('proven');
    await builds.close();
  });
});
