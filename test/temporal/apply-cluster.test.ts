import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { describe, expect } from 'vitest';
import { poolWorkflowId } from '../../src/model/names.ts';
import type { Progress } from '../../src/model/progress.ts';
import { stepById } from '../../src/phases/catalogue.ts';
import { resetCluster, verifyCluster } from '../../workflows/index.ts';
import { jobWaits, nodeQuery, nodesMoved, progressQuery } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import { nodeIs } from '../support/builds.ts';
import { holdBack, newWorld, worldWith } from '../support/fake-activities.ts';
import { hostsWith } from '../support/fixtures.ts';

describe.concurrent('a build', () => {
  test('brings every node about and proves it, and a second apply changes nothing', async ({ builds }) => {
    const { handle, world, spec } = await builds.start();
    const result = await handle.result();
    expect(result.outcome).toBe('proven');
    expect(result.proof.nodes.map(({ node }) => node).sort()).toEqual(['cp-1', 'w-1', 'w-2']);
    const before = [...world.done];
    const again = await (await builds.start(world, spec)).handle.result();
    expect(again.outcome).toBe('unchanged');
    expect(again.nodes.flatMap(({ changed }) => changed)).toEqual([]);
    expect(again.nodes.every(({ unchanged }) => unchanged.length > 10)).toBe(true);
    expect(world.done).toEqual(before);
  });

  test('hears few nodes themselves, and what many say at once from their pool', async ({ builds }) => {
    const heardBy = async (workers: number): Promise<number> => {
      const hosts = hostsWith(workers);
      const built = worldWith(hosts.map(({ name }) => name));
      const world = { ...built, done: built.done.filter((key) => !key.endsWith(' join-node')) };
      const { handle, spec } = await builds.start(world, { hosts });
      const { outcome, nodes } = await handle.result();
      expect([outcome, nodes.length]).toEqual(['proven', hosts.length]);
      const progress = await handle.query(progressQuery);
      expect(progress.nodes.map(({ state }) => state)).toEqual(hosts.map(() => 'done'));
      const pool = await builds.client.workflow.getHandle(poolWorkflowId(spec.name, 'worker', 1)).fetchHistory();
      const told = (pool.events ?? []).map(
        ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === nodesMoved.name,
      );
      return told.filter(Boolean).length;
    };
    await expect(Promise.all([heardBy(2), heardBy(5)])).resolves.toEqual([0, expect.toSatisfy((n) => n >= 5)]);
  });

  test('prepares workers while the control plane initialises, once that has had its head start', async ({ builds }) => {
    const world = newWorld();
    const { letGo } = holdBack(world, 'cp-1', 'init-control-plane');
    const { handle, until } = await builds.start(world);
    const { milestones } = await until(
      ({ nodes }) => nodes.filter(({ step }) => step === 'Wait for the API server').length === 2,
    );
    expect(milestones).toEqual(['images-pulled', 'head-start-over']);
    expect(world.done).toEqual(expect.arrayContaining(['w-1 pull-worker-images', 'w-2 pull-worker-images']));
    expect(world.done).not.toContain('cp-1 init-control-plane');
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('lets the control plane have its packages and images before any worker asks the mirrors for them', async ({
    builds,
  }) => {
    const world = newWorld();
    const { reached, letGo } = holdBack(world, 'cp-1', 'pull-control-plane-images');
    const { handle, until } = await builds.start(world);
    const waiting = 'Let the control plane go first';
    await until(({ nodes }) => nodes.filter(({ step }) => step === waiting).length === 2);
    await reached;
    expect(world.done).toEqual(expect.arrayContaining(['w-1 add-repositories', 'w-2 add-repositories']));
    expect(world.done.filter((key) => key.endsWith(' install-packages'))).toEqual(['cp-1 install-packages']);
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('lets workers go on where the control plane waits for something on its host', async ({ builds }) => {
    const world = newWorld();
    const { reached, letGo } = holdBack(world, 'cp-1', 'install-packages');
    const { handle, node, until } = await builds.start(world);
    await reached;
    const waitsFor = 'waiting for dpkg (pid 811), which holds the lock of apt';
    await node('cp-1').signal(jobWaits, { step: 'install-packages', waitsFor });
    await until(({ nodes }) => nodes.filter(({ step }) => step === 'Wait for the API server').length === 2);
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('joins no worker before the API answers, and every one as soon as it is prepared itself', async ({ builds }) => {
    const world = newWorld();
    const { letGo } = holdBack(world, 'w-2', 'install-packages');
    const { handle, until } = await builds.start(world);
    await until(nodeIs('w-1', 'done'));
    expect(world.done.indexOf('w-1 join-node')).toBeGreaterThan(world.done.indexOf('cp-1 init-control-plane'));
    expect(world.done).not.toContain('w-2 install-packages');
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('says what a job waits for on its host, and of a step that has ended nothing any more', async ({ builds }) => {
    const world = worldWith(['cp-1', 'w-2']);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, node, until } = await builds.start(world);
    await reached;
    const waitsFor = 'waiting for dpkg (pid 811), which holds the lock of apt';
    const of = ({ nodes }: Progress): string | undefined => nodes.find((one) => one.node === 'w-1')?.waitsFor;
    await node('w-1').signal(jobWaits, { step: 'add-repositories', waitsFor: 'somebody of long ago' });
    await node('w-1').signal(jobWaits, { step: 'install-packages', waitsFor });
    expect(of(await until((progress) => of(progress) !== undefined))).toBe(waitsFor);
    const { currentDetails }: { currentDetails: string } = await node('w-1').query('__temporal_workflow_metadata');
    expect(currentDetails).toContain(waitsFor);
    await node('w-1').signal(jobWaits, { step: 'install-packages', waitsFor: '' });
    await until((progress) => of(progress) === undefined);
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('works only on a node that was added', async ({ builds }) => {
    const world = worldWith(['cp-1', 'w-1']);
    const { handle } = await builds.start(world);
    const result = await handle.result();
    expect(result.outcome).toBe('proven');
    expect(result.nodes.filter(({ changed }) => changed.length > 0).map(({ node }) => node)).toEqual(['w-2']);
    expect(result.proof.nodes.map(({ node }) => node).sort()).toEqual(['cp-1', 'w-1', 'w-2']);
  });

  test('refuses to start with all problems of all hosts and changes nothing', async ({ builds }) => {
    const world = newWorld();
    world.problems['w-1'] = [{ code: 'disk-full', message: '/var has 1 MiB free', host: 'w-1' }];
    world.problems['w-2'] = [{ code: 'port-taken', message: 'port 10250', host: 'w-2' }];
    const { handle } = await builds.start(world);
    await expect(handle.result()).rejects.toMatchObject({
      name: 'WorkflowFailedError',
      cause: { type: 'preflight-failed', details: [{ code: 'disk-full' }, { code: 'port-taken' }] },
    });
    expect(world.done).toEqual([]);
  });

  test('keeps its cluster to itself: neither a second apply nor a reset starts beside it', async ({ builds }) => {
    const world = newWorld();
    const { reached, letGo } = holdBack(world, 'cp-1', 'install-packages');
    const { handle, spec } = await builds.start(world);
    await reached;
    await expect(builds.start(world, spec)).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
    const { client, taskQueue } = builds;
    const reset = client.workflow.start(resetCluster, { workflowId: spec.name, taskQueue, args: [{ spec }] });
    await expect(reset).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('tells how it stands, in numbers and words that hold for the whole and for each node', async ({ builds }) => {
    const world = newWorld();
    const { letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, node, spec, until } = await builds.start(world);
    const { title } = stepById('install-packages');
    const atWork = ({ nodes }: Progress): boolean => nodes.some((one) => one.node === 'w-1' && one.step === title);
    const progress = await until(atWork);
    expect(progress).toEqual({
      cluster: spec.name,
      state: 'building',
      paused: false,
      kubernetes: '1.30.4',
      startedAt: expect.any(Number),
      milestones: expect.any(Array),
      nodes: expect.any(Array),
    } satisfies Record<keyof Progress, unknown>);
    const shown = progress.nodes.find((one) => one.node === 'w-1');
    expect(shown).toMatchObject({
      role: 'worker',
      os: 'Ubuntu 24.04.1 LTS',
      state: 'running',
      phase: 'install',
    });
    expect(shown?.done).toBeGreaterThan(0);
    expect(shown?.total).toBeGreaterThan(shown?.done ?? 0);
    expect(shown?.since).toBeGreaterThanOrEqual(shown?.startedAt ?? Infinity);
    const { startedAt, ...told } = await node('w-1').query(nodeQuery);
    expect(shown).toMatchObject(told);
    expect(startedAt).toBeGreaterThanOrEqual(progress.startedAt);
    letGo();
    await handle.result();
    const ended = await handle.query<Progress>('progress');
    expect(ended).toMatchObject({ state: 'proven', milestones: ['images-pulled', 'api-ready'] });
    expect(ended.nodes.every(({ state, done, total }) => state === 'done' && done === total)).toBe(true);
  });

  test('is found by its cluster and its phase', async ({ builds }) => {
    const { handle, spec } = await builds.start(worldWith(['cp-1', 'w-1']));
    await handle.result();
    const { typedSearchAttributes } = await handle.describe();
    const found = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(found)).toMatchObject({ Cluster: spec.name, Phase: 'verify' });
  });
});

describe.concurrent('a cluster that stands', () => {
  const all = ['cp-1', 'w-1', 'w-2'];

  test('is proven afresh by verify', async ({ builds }) => {
    const { handle, spec } = await builds.start(worldWith(all));
    await handle.result();
    const { client, taskQueue } = builds;
    const workflowId = `${spec.name}-verify`;
    const proof = await client.workflow.execute(verifyCluster, { workflowId, taskQueue, args: [{ spec }] });
    expect(proof.proven).toBe(true);
    expect(proof.nodes.map(({ node }) => node)).toEqual(all);
  });

  test('is taken off its hosts by reset, and a second reset finds them clean', async ({ builds }) => {
    const { handle, spec, world } = await builds.start(worldWith(all));
    await handle.result();
    const { client, taskQueue } = builds;
    const options = { workflowId: spec.name, taskQueue, args: [{ spec }] as [{ spec: typeof spec }] };
    const states = async () => {
      const { nodes } = await client.workflow.execute(resetCluster, options);
      return nodes.map(({ node, state }) => `${node} ${state}`);
    };
    expect(await states()).toEqual(['w-1 reset', 'w-2 reset', 'cp-1 reset']);
    expect(world.done).toEqual([]);
    expect(await states()).toEqual(['w-1 clean', 'w-2 clean', 'cp-1 clean']);
  });
});
