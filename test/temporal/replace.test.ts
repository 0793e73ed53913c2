import { describe, expect } from 'vitest';
import { abortUpdate, nodeQuery, replaceUpdate, retryUpdate } from '../../workflows/messages.ts';
import { test } from '../support/build-test.ts';
import type { Build } from '../support/builds.ts';
import { nodeIs } from '../support/builds.ts';
import { holdBack, preparedWorld, worldWith } from '../support/fake-activities.ts';
import { spec } from '../support/fixtures.ts';

const ready = ['cp-1', 'w-2'];
const fails = { 'w-1 join-node': ['join-failed'] } as const;
const before = spec.hosts[1]?.address ?? '';
const machine = { address: '192.0.2.99' };

const replace = (build: Build, node: string, address: string): Promise<string> =>
  build.node(node).executeUpdate(replaceUpdate, { args: [{ address }] });

const refusal = (message: string, ...details: readonly object[]) => ({
  cause: {
    type: 'decision-refused',
    message: expect.stringContaining(message),
    ...(details.length ? { details } : {}),
  },
});

describe.concurrent('another machine', () => {
  test('takes the role of a parked node, from the first step on, and the old one gives it up first', async ({
    builds,
  }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    const { reached, letGo } = holdBack(world, 'w-1', 'retire');
    expect(await replace(build, 'w-1', machine.address)).toBe('192.0.2.99 takes the role of w-1');
    await reached;
    expect(await build.node('w-1').query(nodeQuery)).toMatchObject({ state: 'running', address: before });
    letGo();
    const { outcome, nodes } = await build.handle.result();
    expect(outcome).toBe('proven');
    expect(world.retired).toEqual([`w-1 ${before}`]);
    expect(nodes.find(({ node }) => node === 'w-1')).toMatchObject({
      address: machine.address,
      replaced: { address: before, state: 'reset' },
      changed: expect.arrayContaining(['claim-host', 'install-packages', 'join-node', 'prove-node']),
    });
    const shown = (await build.until(({ state }) => state === 'proven')).nodes.find(({ node }) => node === 'w-1');
    expect(shown).toMatchObject({ address: machine.address, replaces: before });
  });

  test('takes the role of a node that had joined: the cluster still knows it as the machine it was', async ({
    builds,
  }) => {
    const world = worldWith(ready, { 'w-1 prove-node': ['proof-failed'] });
    const message = `the cluster has w-1 as the machine at ${before}, the cluster file says ${machine.address}`;
    world.problems[machine.address] = [{ code: 'node-elsewhere', message, host: 'w-1' }];
    world.before = async (_node, step) => {
      if (step === 'retire') delete world.problems[machine.address];
    };
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await replace(build, 'w-1', machine.address);
    expect((await build.handle.result()).outcome).toBe('proven');
    expect(world.retired).toEqual([`w-1 ${before}`]);
  });

  test('has its packages installed at once where those of the old one were, so that nobody waited for them', async ({
    builds,
  }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    world.done.push('w-1 install-packages', 'w-1 pull-worker-images');
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await replace(build, 'w-1', machine.address);
    const { outcome, nodes } = await build.handle.result();
    expect(outcome).toBe('proven');
    expect(nodes.find(({ node }) => node === 'w-1')?.changed).toContain('install-packages');
  });

  test('that cannot become a node is refused with the reason, and the node stays parked', async ({ builds }) => {
    const world = worldWith(ready, { ...fails, 'w-1 join-node': ['join-failed'] });
    const unknown = {
      code: 'host-key-unknown',
      message: 'the key of 192.0.2.99 is not in known_hosts',
      host: 'w-1',
    } as const;
    world.problems[machine.address] = [unknown];
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await expect(replace(build, 'w-1', machine.address)).rejects.toMatchObject(refusal(unknown.message, unknown));
    expect(world.retired).toEqual([]);
    expect(await build.node('w-1').query(nodeQuery)).toMatchObject({ state: 'parked', address: before });
    await build.node('w-1').executeUpdate(retryUpdate);
    expect((await build.handle.result()).outcome).toBe('proven');
  });

  test.for([
    { address: '192.0.2.11', reason: '192.0.2.11 is cp-1, the control plane' },
    { address: before, reason: `${before} is the machine that is parked` },
    { address: 'w-9.example', reason: 'is not an IPv4 address' },
  ])('cannot be $address: $reason', async ({ address, reason }, { builds }) => {
    const build = await builds.start(worldWith(ready, { 'w-1 join-node': ['join-failed'] }));
    await build.until(nodeIs('w-1', 'parked'));
    await expect(replace(build, 'w-1', address)).rejects.toMatchObject(refusal(reason));
    await build.handle.executeUpdate(abortUpdate);
    await build.handle.result();
  });

  test('cannot take the role of a control plane, nor of a node that works', async ({ builds }) => {
    const build = await builds.start(preparedWorld({ 'cp-1 init-control-plane': ['init-failed'] }));
    await build.until(nodeIs('cp-1', 'parked'));
    await expect(replace(build, 'cp-1', machine.address)).rejects.toMatchObject(refusal('cp-1 is a control plane'));
    await expect(replace(build, 'w-1', machine.address)).rejects.toMatchObject(refusal('w-1 is not parked'));
    await build.handle.executeUpdate(abortUpdate);
    await build.handle.result();
  });

  test('is waited for: another decision meanwhile is refused, and abort ends the look', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    const { reached } = holdBack(world, 'w-1', 'inspect-hosts');
    const replaced = replace(build, 'w-1', machine.address);
    const refused = expect(replaced).rejects.toMatchObject(refusal('w-1 is being stopped'));
    await reached;
    await expect(build.node('w-1').executeUpdate(retryUpdate)).rejects.toMatchObject(refusal('is being looked at'));
    await build.node('w-1').executeUpdate(abortUpdate);
    await refused;
    expect((await build.handle.result()).outcome).toBe('aborted');
    expect(world.retired).toEqual([]);
  });

  test('does not come in where it was found good while its node was being aborted', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    world.deaf = true;
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    const { reached, letGo } = holdBack(world, 'w-1', 'inspect-hosts');
    const refused = expect(replace(build, 'w-1', machine.address)).rejects.toMatchObject(
      refusal('w-1 is being stopped'),
    );
    await reached;
    await build.node('w-1').executeUpdate(abortUpdate);
    letGo();
    await refused;
    expect((await build.handle.result()).outcome).toBe('aborted');
    expect(world.retired).toEqual([]);
  });

  test('does not come in while the Node object of the old one cannot be removed; retry keeps the old one', async ({
    builds,
  }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'], 'w-1 retire': ['step-failed'] });
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await replace(build, 'w-1', machine.address);
    const parkedAgain = await build.until(({ nodes }) =>
      nodes.some(({ node, state, failure }) => node === 'w-1' && state === 'parked' && failure?.step === 'replace'),
    );
    expect(parkedAgain.nodes.find(({ node }) => node === 'w-1')?.address).toBe(before);
    await build.node('w-1').executeUpdate(retryUpdate);
    const { nodes } = await build.handle.result();
    expect(nodes.find(({ node }) => node === 'w-1')).toMatchObject({ address: before });
  });

  test('is let in by the others before it is looked at, and the old one no longer', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    const { reached, letGo } = holdBack(world, '', 'let-in');
    await replace(build, 'w-1', machine.address);
    await reached;
    expect(await build.node('w-1').query(nodeQuery)).toMatchObject({
      address: machine.address,
      step: 'Have the other nodes let 192.0.2.99 in',
    });
    letGo();
    const { nodes } = await build.handle.result();
    const now = ['192.0.2.11', '192.0.2.13', '192.0.2.99'];
    expect(world.lets).toEqual({ 'cp-1': now, 'w-2': now, 'w-1': now });
    expect(nodes.map(({ node, changed }) => [node, changed.includes('open-firewall')])).toEqual([
      ['cp-1', true],
      ['w-2', true],
      ['w-1', false],
    ]);
    expect(nodes.find(({ node }) => node === 'w-1')?.replaced).not.toHaveProperty('behind');
  });

  test('of two roles in one build ends up in the lists of all, whoever comes last', async ({ builds }) => {
    const world = worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'], 'w-2 join-node': ['join-failed'] });
    const build = await builds.start(world);
    await build.until((now) => nodeIs('w-1', 'parked')(now) && nodeIs('w-2', 'parked')(now));
    await Promise.all([replace(build, 'w-1', '192.0.2.98'), replace(build, 'w-2', machine.address)]);
    expect((await build.handle.result()).outcome).toBe('proven');
    const now = ['192.0.2.11', '192.0.2.98', '192.0.2.99'];
    expect(world.lets['cp-1']).toEqual(now);
    // Whoever was at work with the list of in between was looked at again.
    for (const node of ['w-1', 'w-2']) expect(world.looks).toContain(`${node} ${now.join(' ')}`);
  });

  test('does not wait for a node that cannot be told: it is named, with the reason', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'], 'w-2 let-in': ['host-unreachable'] });
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await replace(build, 'w-1', machine.address);
    const { outcome, nodes } = await build.handle.result();
    expect(outcome).toBe('proven');
    expect(nodes.find(({ node }) => node === 'w-1')?.replaced?.behind).toEqual([
      { node: 'w-2', why: 'host-unreachable: as ordered' },
    ]);
    expect(world.lets['cp-1']).toContain(machine.address);
  });

  test('is in what a node does afterwards that was at work meanwhile', async ({ builds }) => {
    const world = worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'] });
    const { reached, letGo } = holdBack(world, 'w-2', 'install-packages');
    const build = await builds.start(world);
    await build.until(nodeIs('w-1', 'parked'));
    await reached;
    expect(world.lets['w-2']).toContain(before);
    await replace(build, 'w-1', machine.address);
    await build.until(nodeIs('w-1', 'done'));
    letGo();
    expect((await build.handle.result()).outcome).toBe('proven');
    const now = ['192.0.2.11', '192.0.2.13', '192.0.2.99'];
    expect(world.lets['w-2']).toEqual(now);
    expect(world.looks.filter((look) => look.startsWith('w-2 '))).toContain(`w-2 ${now.join(' ')}`);
  });

  test('is not waited for where the firewalls are the operator’s', async ({ builds }) => {
    const world = worldWith(ready, { 'w-1 join-node': ['join-failed'] });
    const like = { ...spec, network: { ...spec.network, firewall: 'leave' } } as const;
    const build = await builds.start(world, { like });
    await build.until(nodeIs('w-1', 'parked'));
    await replace(build, 'w-1', machine.address);
    expect((await build.handle.result()).outcome).toBe('proven');
    expect(Object.keys(world.lets)).toEqual(['w-1']);
  });
});
