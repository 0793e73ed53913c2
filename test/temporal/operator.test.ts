import { describe, expect } from 'vitest';
import type { WorkflowHandle } from '@temporalio/client';
import { abortUpdate, nodeQuery, retryUpdate, skipUpdate } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import { nodeIs } from '../support/builds.ts';
import { holdBack, preparedWorld, worldWith } from '../support/fake-activities.ts';

/** Nodes that are done before the test begins, so that it is about the others alone. */
const ready = ['cp-1', 'w-2'];

async function attributesOf(handle: WorkflowHandle): Promise<Readonly<Record<string, unknown>>> {
  const { typedSearchAttributes } = await handle.describe();
  const { BuildIds: _, ...ours } = Object.fromEntries(
    typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
  );
  return ours;
}

async function detailsOf(handle: WorkflowHandle): Promise<string> {
  const { currentDetails = '' }: { readonly currentDetails?: string } =
    await handle.query('__temporal_workflow_metadata');
  return currentDetails;
}

describe.concurrent('a node that fails', () => {
  test('is tried again by itself where the failure may pass', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 install-packages': ['mirror-unreachable'] });
    const result = await (await builds.start(world)).handle.result();
    expect(result.outcome).toBe('proven');
    expect(world.failures['w-1 install-packages']).toEqual([]);
  });

  test('is parked with its reason while the others go on, and retry finishes it', async ({ builds }) => {
    const { handle, node, until } = await builds.start(
      preparedWorld({ 'w-1 install-packages': ['package-signature'] }),
    );
    const progress = await until((now) => nodeIs('w-1', 'parked')(now) && nodeIs('w-2', 'done')(now));
    expect(progress.nodes.find((one) => one.node === 'w-1')?.failure).toMatchObject({
      code: 'package-signature',
      step: 'install-packages',
      tail: 'the last line',
    });
    expect(await node('w-1').executeUpdate(retryUpdate)).toContain('goes on');
    expect((await handle.result()).outcome).toBe('proven');
  });

  test.for(['install-packages', 'pull-control-plane-images', 'init-control-plane'])(
    'does not keep the workers from being prepared where it is the control plane, parked at %s',
    async (step, { builds }) => {
      const world = preparedWorld({ [`cp-1 ${step}`]: ['package-signature'] });
      const { handle, node, until } = await builds.start(world);
      const { nodes } = await until(
        (now) => now.nodes.filter((one) => one.step === 'Wait for the API server').length === 2,
      );
      expect(nodes.find((one) => one.node === 'cp-1')?.state).toBe('parked');
      expect(world.done).toEqual(expect.arrayContaining(['w-1 pull-worker-images', 'w-2 pull-worker-images']));
      await node('cp-1').executeUpdate(retryUpdate);
      expect((await handle.result()).outcome).toBe('proven');
    },
  );

  test('lets the workers go on with what was found done by retry, whoever did it', async ({ builds }) => {
    const world = preparedWorld({ 'cp-1 init-control-plane': ['init-failed'] });
    const { handle, node, until } = await builds.start(world);
    await until(nodeIs('cp-1', 'parked'));
    world.done.push('cp-1 init-control-plane');
    await node('cp-1').executeUpdate(retryUpdate);
    const result = await handle.result();
    expect(result.outcome).toBe('proven');
    expect(result.nodes.find((one) => one.node === 'cp-1')?.changed).not.toContain('init-control-plane');
  });

  test('is parked under its own name where it is one of several that one activity does', async ({ builds }) => {
    const { handle, node, until, world } = await builds.start(worldWith(ready, { 'w-1 set-sysctls': ['step-failed'] }));
    await until(nodeIs('w-1', 'parked'));
    expect(world.done).toContain('w-1 load-kernel-modules');
    const parked = await node('w-1').query(nodeQuery);
    expect(parked.failure).toMatchObject({ code: 'step-failed', step: 'set-sysctls' });
    expect(parked.step).toBe('Turn IP forwarding on and let iptables see bridged packets');
    await node('w-1').executeUpdate(retryUpdate);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('needs nothing more where its operator has mended it by hand, and its last proof holds', async ({ builds }) => {
    const world = worldWith([...ready, 'w-1'], { 'w-1 create-kubelet-user': ['step-failed'] });
    world.done.splice(world.done.indexOf('w-1 create-kubelet-user'), 1);
    const { handle, node, until } = await builds.start(world);
    const progress = await until(nodeIs('w-1', 'parked'));
    expect(progress.nodes.find((one) => one.node === 'w-1')?.step).toBe(
      'Create the kubelet user and its subordinate ids',
    );
    world.done.push('w-1 create-kubelet-user');
    await node('w-1').executeUpdate(retryUpdate);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('is left out by skip, and the build is incomplete, which is not a success', async ({ builds }) => {
    const { handle, node, until } = await builds.start(preparedWorld({ 'w-2 join-node': ['join-failed'] }));
    await until(nodeIs('w-2', 'parked'));
    expect(await node('w-2').executeUpdate(skipUpdate)).toContain('incomplete');
    const result = await handle.result();
    expect(result.outcome).toBe('incomplete');
    expect(result.proof.proven).toBe(false);
    expect(result.nodes.find((one) => one.node === 'w-2')).toMatchObject({
      state: 'skipped',
      failure: { code: 'join-failed' },
    });
  });

  test('is found by its search attributes until it goes on', async ({ builds }) => {
    const { spec, handle, node, until } = await builds.start(worldWith(ready, { 'w-1 join-node': ['join-failed'] }));
    await until(nodeIs('w-1', 'parked'));
    expect(await attributesOf(node('w-1'))).toEqual({
      Cluster: spec.name,
      Node: 'w-1',
      Phase: 'join',
      NeedsOperator: true,
      FailureCode: 'join-failed',
    });
    await node('w-1').executeUpdate(retryUpdate);
    await handle.result();
    const after = await attributesOf(node('w-1'));
    expect(after).toMatchObject({ NeedsOperator: false });
    expect(after).not.toHaveProperty('FailureCode');
  });

  test('says in the Temporal UI what happened, what was seen last, and what to do', async ({ builds }) => {
    const { spec, handle, node, until } = await builds.start(worldWith(ready, { 'w-1 join-node': ['join-failed'] }));
    await until(nodeIs('w-1', 'parked'));
    for (const details of [await detailsOf(node('w-1')), await detailsOf(handle)]) {
      expect(details).toContain('kubeadm join failed');
      expect(details).toContain('the last line');
      expect(details).toContain('**What to do:**');
      expect(details).toContain(`slipway retry ${spec.name} w-1`);
      expect(details).toContain(`slipway skip ${spec.name} w-1`);
    }
    await node('w-1').executeUpdate(skipUpdate);
    await handle.result();
    expect(await detailsOf(node('w-1'))).not.toContain('What to do');
  });
});

describe.concurrent('decisions', () => {
  test.for([
    { decision: retryUpdate, refusal: 'w-1 is not parked, so there is nothing to retry' },
    { decision: skipUpdate, refusal: 'w-1 is not parked, so there is nothing to skip' },
  ])('about a node that works are refused: $refusal', async ({ decision, refusal }, { builds }) => {
    const world = worldWith(ready);
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const { handle, node } = await builds.start(world);
    await reached;
    await expect(node('w-1').executeUpdate(decision)).rejects.toMatchObject({
      cause: { type: 'decision-refused', message: refusal },
    });
    letGo();
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('count once: of two at the same time one is refused', async ({ builds }) => {
    const { handle, node, until } = await builds.start(worldWith(ready, { 'w-1 join-node': ['join-failed'] }));
    await until(nodeIs('w-1', 'parked'));
    const answers = await Promise.allSettled([
      node('w-1').executeUpdate(retryUpdate),
      node('w-1').executeUpdate(retryUpdate),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await handle.result()).outcome).toBe('proven');
  });

  test('to abort one node leave the others to their work', async ({ builds }) => {
    const { handle, node, until } = await builds.start(preparedWorld({ 'w-1 join-node': ['join-failed'] }));
    await until((now) => nodeIs('w-1', 'parked')(now) && nodeIs('w-2', 'done')(now));
    expect(await node('w-1').query(nodeQuery)).toMatchObject({ state: 'parked' });
    await node('w-1').executeUpdate(abortUpdate);
    const { nodes, outcome } = await handle.result();
    expect(outcome).toBe('aborted');
    expect(nodes.filter(({ state }) => state === 'done').map(({ node: name }) => name)).toEqual(['cp-1', 'w-2']);
  });

  test('to abort count also while a node is looked at again', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const { handle, node, until } = await builds.start(world);
    await until(nodeIs('w-1', 'parked'));
    const { reached } = holdBack(world, 'w-1', 'inspect-hosts');
    await node('w-1').executeUpdate(retryUpdate);
    await reached;
    await node('w-1').executeUpdate(abortUpdate);
    const { nodes, outcome } = await handle.result();
    expect(world.cutOff).toEqual(['w-1 inspect-hosts: CANCELLED']);
    expect(outcome).toBe('aborted');
    expect(nodes.find((one) => one.node === 'w-1')).toMatchObject({ state: 'aborted', failure: { code: 'aborted' } });
    expect(world.done).not.toContain('w-1 join-node');
  });

  test.for([skipUpdate, abortUpdate])(
    'to go on without the control plane, by $name, are refused while the others wait for its API',
    async (update, { builds }) => {
      const { handle, node, until } = await builds.start(preparedWorld({ 'cp-1 init-control-plane': ['init-failed'] }));
      await until(nodeIs('cp-1', 'parked'));
      const message = expect.stringMatching(/^cp-1 is the control plane.*`slipway abort /);
      await expect(node('cp-1').executeUpdate(update)).rejects.toMatchObject({
        cause: { type: 'decision-refused', message },
      });
      await node('cp-1').executeUpdate(retryUpdate);
      expect((await handle.result()).outcome).toBe('proven');
    },
  );

  test('to leave the control plane out once its API is up end the build incomplete', async ({ builds }) => {
    const { handle, node, until } = await builds.start(preparedWorld({ 'cp-1 prove-node': ['proof-failed'] }));
    await until((now) => nodeIs('cp-1', 'parked')(now) && nodeIs('w-2', 'done')(now));
    await node('cp-1').executeUpdate(skipUpdate);
    expect((await handle.result()).outcome).toBe('incomplete');
  });

  test('to abort the build end it as aborted, parked nodes included', async ({ builds }) => {
    const { handle, until } = await builds.start(preparedWorld({ 'cp-1 init-control-plane': ['init-failed'] }));
    await until(nodeIs('cp-1', 'parked'));
    await handle.executeUpdate(abortUpdate);
    const { nodes, outcome } = await handle.result();
    expect(outcome).toBe('aborted');
    expect(nodes.map(({ state }) => state)).toEqual(['aborted', 'aborted', 'aborted']);
  });

  test('from outside that end the control plane end those who would wait for it for ever', async ({ builds }) => {
    const { handle, node, until } = await builds.start(preparedWorld({ 'cp-1 init-control-plane': ['init-failed'] }));
    await until(({ nodes }) => nodes.filter(({ step }) => step === 'Wait for the API server').length === 2);
    await node('cp-1').terminate();
    const { nodes, outcome } = await handle.result();
    expect([outcome, nodes.map(({ state }) => state)]).toEqual(['aborted', ['aborted', 'aborted', 'aborted']]);
  });
});
