import {
  planCluster,
  preflightCluster,
  readKubeconfig,
  releaseHost,
  resetCluster,
  verifyCluster,
} from '../../workflows/index.ts';
import {
  abortUpdate,
  continueUpdate,
  pauseUpdate,
  replaceUpdate,
  retryUpdate,
  skipUpdate,
} from '../../workflows/messages.ts';
import type { Progress } from '../../src/model/progress.ts';
import { nodeIs } from './builds.ts';
import type { Builds } from './builds.ts';
import { holdBack, newWorld, worldWith } from './fake-activities.ts';
import type { World } from './fake-activities.ts';
import { hostsWith, spec } from './fixtures.ts';

/** Plays a situation to its end; the workflow of interest has the name as its id. */
export type Scenario = (builds: Builds, name: string) => Promise<void>;

const hosts = spec.hosts.slice(0, 2);

/** A cluster that stands, so that another workflow finds it. */
async function standing(builds: Builds, name: string) {
  const build = await builds.start(worldWith(['cp-1', 'w-1']), { name, hosts });
  await build.handle.result();
  return build;
}

/** What histories are recorded of: each a way that builds, or what is done with a cluster, can go. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  proven: async (builds, name) => {
    await (await builds.start(newWorld(), { name })).handle.result();
  },
  gathered: async (builds, name) => {
    const many = hostsWith(5);
    const built = worldWith(many.map((host) => host.name));
    const world = { ...built, done: built.done.filter((key) => !/^w-. (join|prove)-node$/.test(key)) };
    await (await builds.start(world, { name, hosts: many })).handle.result();
  },
  unchanged: async (builds, name) => {
    await (await builds.start(worldWith(['cp-1', 'w-1']), { name, hosts })).handle.result();
  },
  retried: async (builds, name) => {
    const failures: World['failures'] = { 'w-1 install-packages': ['mirror-unreachable', 'package-signature'] };
    const build = await builds.start(worldWith(['cp-1'], failures), { name, hosts });
    await build.until(nodeIs('w-1', 'parked'));
    await build.node('w-1').executeUpdate(retryUpdate);
    await build.handle.result();
  },
  cured: async (builds, name) => {
    const failures: World['failures'] = { 'w-1 install-packages': ['package-key-expired'] };
    const world = worldWith(['cp-1'], failures);
    world.done.push('w-1 check-clock');
    await (await builds.start({ ...world, curable: true }, { name, hosts })).handle.result();
  },
  skipped: async (builds, name) => {
    const build = await builds.start(worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'] }), { name, hosts });
    await build.until(nodeIs('w-1', 'parked'));
    await build.node('w-1').executeUpdate(skipUpdate);
    await build.handle.result();
  },
  replaced: async (builds, name) => {
    const build = await builds.start(worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'] }), { name, hosts });
    await build.until(nodeIs('w-1', 'parked'));
    await build.node('w-1').executeUpdate(replaceUpdate, { args: [{ address: '192.0.2.99' }] });
    await build.handle.result();
  },
  'control-plane-parked': async (builds, name) => {
    const build = await builds.start(newWorld({ 'cp-1 init-control-plane': ['init-failed'] }), { name, hosts });
    const workerWaits = ({ nodes }: Progress): boolean => nodes.some(({ step }) => step === 'Wait for the API server');
    await build.until((now) => nodeIs('cp-1', 'parked')(now) && workerWaits(now));
    await build.node('cp-1').executeUpdate(retryUpdate);
    await build.handle.result();
  },
  paused: async (builds, name) => {
    const world = worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'] });
    const { reached, letGo } = holdBack(world, 'w-1', 'install-packages');
    const build = await builds.start(world, { name, hosts });
    await reached;
    await build.handle.executeUpdate(pauseUpdate);
    letGo();
    await build.until(nodeIs('w-1', 'paused'));
    await build.handle.executeUpdate(continueUpdate);
    await build.until(nodeIs('w-1', 'parked'));
    await build.handle.executeUpdate(pauseUpdate);
    await build.node('w-1').executeUpdate(retryUpdate);
    await build.until(nodeIs('w-1', 'paused'));
    await build.handle.executeUpdate(continueUpdate);
    await build.handle.result();
  },
  'aborted-parked': async (builds, name) => {
    const build = await builds.start(worldWith(['cp-1'], { 'w-1 join-node': ['join-failed'] }), { name, hosts });
    await build.until(nodeIs('w-1', 'parked'));
    await build.node('w-1').executeUpdate(abortUpdate);
    await build.handle.result();
  },
  aborted: async (builds, name) => {
    const world = newWorld();
    const { reached } = holdBack(world, 'w-1', 'install-packages');
    const build = await builds.start(world, { name, hosts });
    await reached;
    await build.handle.executeUpdate(abortUpdate);
    await build.handle.result();
  },
  refused: async (builds, name) => {
    const world = newWorld();
    world.problems['w-1'] = [{ code: 'disk-full', message: '/var has 1 MiB free', host: 'w-1' }];
    const build = await builds.start(world, { name, hosts });
    await build.handle.result().catch(() => undefined);
  },
  verified: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    await client.workflow.execute(verifyCluster, { workflowId: name, taskQueue, args: [{ spec }] });
  },
  rebooted: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    const args: Parameters<typeof verifyCluster> = [{ spec, reboot: ['w-1'] }];
    await client.workflow.execute(verifyCluster, { workflowId: name, taskQueue, args });
  },
  planned: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    await client.workflow.execute(planCluster, { workflowId: name, taskQueue, args: [{ spec }] });
  },
  preflighted: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    const args: Parameters<typeof preflightCluster> = [{ spec, mesh: true }];
    await client.workflow.execute(preflightCluster, { workflowId: name, taskQueue, args });
  },
  kubeconfig: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    const args: Parameters<typeof readKubeconfig> = [{ spec, publicKey: 'a public key' }];
    await client.workflow.execute(readKubeconfig, { workflowId: name, taskQueue, args });
  },
  released: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    const [, host] = spec.hosts;
    if (!host) throw new Error('the scenario has two hosts');
    await client.workflow.execute(releaseHost, { workflowId: name, taskQueue, args: [{ spec, host, owner: 'other' }] });
  },
  disputed: async (builds, name) => {
    const world = newWorld();
    world.claims.set('192.0.2.12', 'other');
    const build = await builds.start(world, { name, hosts });
    await build.handle.result().catch(() => undefined);
  },
  'aborted-claiming': async (builds, name) => {
    const world = newWorld();
    const { reached } = holdBack(world, '', 'claim-hosts');
    const build = await builds.start(world, { name, hosts });
    await reached;
    await build.handle.executeUpdate(abortUpdate);
    await build.handle.result();
  },
  reset: async (builds, name) => {
    const { spec } = await standing(builds, name);
    const { taskQueue, client } = builds;
    await client.workflow.execute(resetCluster, { workflowId: name, taskQueue, args: [{ spec }] });
  },
};
