import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { nodeWorkflowId } from '../../src/model/names.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { ApplyResult } from '../../src/model/result.ts';
import { applyCluster } from '../../workflows/index.ts';
import { abortUpdate, nodeQuery, progressQuery, retryUpdate, skipUpdate } from '../../workflows/messages.ts';
import { newWorld } from '../support/fake-activities.ts';
import type { World } from '../support/fake-activities.ts';
import { spec } from '../support/fixtures.ts';
import { withBuildWorker } from '../support/build-worker.ts';
import type { BuildWorker } from '../support/build-worker.ts';

type Handle = WorkflowHandle<typeof applyCluster>;

interface Started {
  readonly name: string;
  readonly handle: Handle;
  readonly node: (node: string) => WorkflowHandle;
}

async function start({ client, taskQueue }: BuildWorker): Promise<Started> {
  const name = `harbour-${randomUUID().slice(0, 8)}`;
  const handle = await client.workflow.start(applyCluster, {
    workflowId: name,
    taskQueue,
    args: [{ spec: { ...spec, name } }],
  });
  return { name, handle, node: (node) => client.workflow.getHandle(nodeWorkflowId(name, node)) };
}

async function until(handle: Handle, holds: (progress: Progress) => boolean): Promise<Progress> {
  for (;;) {
    const progress = await handle.query(progressQuery);
    if (holds(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const isParked = (node: string) => (progress: Progress) =>
  progress.nodes.some((one) => one.node === node && one.state === 'parked');

function build(world: World, body: (started: Started) => Promise<void>): Promise<void> {
  return withBuildWorker(world, async (worker) => body(await start(worker)));
}

function failing(failures: World['failures']): World {
  return { ...newWorld(), failures };
}

describe('a build', () => {
  test('brings every node about, proves it, and a second apply changes nothing', async () => {
    const world = newWorld();
    await withBuildWorker(world, async (worker) => {
      const result: ApplyResult = await (await start(worker)).handle.result();
      expect(result.outcome).toBe('proven');
      expect(result.proof.nodes.map(({ node }) => node).sort()).toEqual(['cp-1', 'w-1', 'w-2']);
      expect(world.done.indexOf('w-1 join-node')).toBeGreaterThan(world.done.indexOf('cp-1 init-control-plane'));
      const before = [...world.done];
      const again = await (await start(worker)).handle.result();
      expect(again.outcome).toBe('unchanged');
      expect(again.nodes.flatMap(({ changed }) => changed)).toEqual([]);
      expect(again.nodes.every(({ unchanged }) => unchanged.length > 10)).toBe(true);
      expect(world.done).toEqual(before);
    });
  });

  test('prepares workers while the control plane is still held up, and joins them when it is there', async () => {
    const world = newWorld();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.before = async (node, step) => (node === 'cp-1' && step === 'init-control-plane' ? held : undefined);
    await build(world, async ({ handle }) => {
      const waits = ({ nodes }: Progress): boolean =>
        nodes.filter((node) => node.step === 'Wait for the API server').length === 2;
      await until(handle, waits);
      const prepared = world.done.includes('w-1 pull-worker-images');
      release();
      expect(prepared).toBe(true);
      expect((await handle.result()).outcome).toBe('proven');
    });
  });

  test('refuses to start with all problems of all hosts and changes nothing', async () => {
    const world = newWorld();
    world.problems['w-1'] = [{ code: 'disk-full', message: '/var has 1 MiB free', host: 'w-1' }];
    world.problems['w-2'] = [{ code: 'port-taken', message: 'port 10250', host: 'w-2' }];
    await build(world, async ({ handle }) => {
      const error: unknown = await handle.result().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WorkflowFailedError);
      expect(error).toMatchObject({
        cause: { type: 'preflight-failed', details: [{ code: 'disk-full' }, { code: 'port-taken' }] },
      });
      expect(world.done).toEqual([]);
    });
  });
});

describe('a node that fails', () => {
  test('is tried again by itself where the failure may pass', async () => {
    await build(failing({ 'w-1 install-packages': ['mirror-unreachable'] }), async ({ handle }) => {
      expect((await handle.result()).outcome).toBe('proven');
    });
  });

  test('is parked with its reason while the others go on, and retry finishes it', async () => {
    await build(failing({ 'w-1 install-packages': ['package-signature'] }), async ({ handle, node }) => {
      const progress = await until(
        handle,
        (now) => isParked('w-1')(now) && now.nodes.some((one) => one.node === 'w-2' && one.state === 'done'),
      );
      expect(progress.nodes.find((one) => one.node === 'w-1')?.failure).toMatchObject({
        code: 'package-signature',
        step: 'install-packages',
        tail: 'the last line',
      });
      expect(await node('w-1').executeUpdate(retryUpdate)).toContain('goes on');
      const result = await handle.result();
      expect(result.outcome).toBe('proven');
    });
  });

  test('is left out by skip, and the build is incomplete, which is not a success', async () => {
    await build(failing({ 'w-2 join-node': ['join-failed'] }), async ({ handle, node }) => {
      await until(handle, isParked('w-2'));
      await node('w-2').executeUpdate(skipUpdate);
      const result = await handle.result();
      expect(result.outcome).toBe('incomplete');
      expect(result.proof.proven).toBe(false);
      expect(result.nodes.find((one) => one.node === 'w-2')).toMatchObject({
        state: 'skipped',
        failure: { code: 'join-failed' },
      });
    });
  });

  test('shows up in the Temporal UI: search attributes and current details with what to do', async () => {
    await build(failing({ 'w-1 join-node': ['join-failed'] }), async ({ name, handle, node }) => {
      await until(handle, isParked('w-1'));
      const described = await node('w-1').describe();
      const attributes = Object.fromEntries(
        described.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
      );
      expect(attributes).toMatchObject({
        NeedsOperator: true,
        FailureCode: 'join-failed',
        Phase: 'join',
        Node: 'w-1',
        Cluster: name,
      });
      const metadata: { readonly currentDetails?: string } = await node('w-1').query('__temporal_workflow_metadata');
      expect(metadata.currentDetails).toContain('kubeadm join failed');
      expect(metadata.currentDetails).toContain(`slipway retry ${name} w-1`);
      await node('w-1').executeUpdate(skipUpdate);
      await handle.result();
    });
  });
});

describe('decisions', () => {
  test('that do not fit the state of the node are refused with the reason', async () => {
    const world = newWorld();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.before = async (node, step) => (node === 'w-1' && step === 'install-packages' ? held : undefined);
    await build(world, async ({ handle, node }) => {
      await until(handle, ({ nodes }) => nodes.some((one) => one.node === 'w-1' && one.phase === 'install'));
      await expect(node('w-1').executeUpdate(retryUpdate)).rejects.toMatchObject({
        cause: { type: 'decision-refused', message: expect.stringContaining('w-1 is not parked') },
      });
      release();
      await handle.result();
    });
  });

  test('to abort the build end it as aborted, parked nodes included', async () => {
    await build(failing({ 'cp-1 init-control-plane': ['init-failed'] }), async ({ handle }) => {
      await until(handle, isParked('cp-1'));
      await handle.executeUpdate(abortUpdate);
      const result = await handle.result();
      expect(result.outcome).toBe('aborted');
      expect(result.nodes.every(({ state }) => state === 'aborted')).toBe(true);
    });
  });

  test('to abort one node leave the others to their work', async () => {
    await build(failing({ 'w-1 join-node': ['join-failed'] }), async ({ handle, node }) => {
      await until(handle, isParked('w-1'));
      expect((await node('w-1').query(nodeQuery)).state).toBe('parked');
      await node('w-1').executeUpdate(abortUpdate);
      const result = await handle.result();
      expect(result.nodes.filter(({ state }) => state === 'done').map(({ node: name }) => name)).toEqual([
        'cp-1',
        'w-2',
      ]);
    });
  });
});
