import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import { nodeWorkflowId } from '../../src/model/names.ts';
import type { NodeState, Progress } from '../../src/model/progress.ts';
import { applyCluster } from '../../workflows/index.ts';
import type { convergeNode } from '../../workflows/index.ts';
import { progressQuery } from '../../workflows/messages.ts';
import { fakeActivities, preparedWorld } from './fake-activities.ts';
import type { World } from './fake-activities.ts';
import { spec } from './fixtures.ts';
import './quiet-runtime.ts';

/** One started build of the fixture's spec under a name of its own. */
export interface Build {
  readonly spec: ClusterSpec;
  readonly world: World;
  readonly handle: WorkflowHandle<typeof applyCluster>;
  readonly node: (name: string) => WorkflowHandle<typeof convergeNode>;
  /** Waits until progress is as wanted; gives it. */
  readonly until: (holds: (progress: Progress) => boolean) => Promise<Progress>;
}

/** What a build may differ in from the fixture's. */
export interface BuildOptions {
  readonly name?: string;
  readonly hosts?: ClusterSpec['hosts'];
  /** The spec, but for name and hosts. */
  readonly like?: ClusterSpec;
}

/** The real workflows on a real server, over a world per cluster; builds may run side by side. */
export interface Builds {
  readonly client: Client;
  readonly taskQueue: string;
  /** Starts a build over a world. */
  readonly start: (world?: World, options?: BuildOptions) => Promise<Build>;
  /** Starts a worker, of another version where another bundle is given; the function it gives shuts the worker down. */
  readonly startWorker: (identity: string, bundle?: WorkflowBundleOption) => Promise<() => Promise<void>>;
  /** Shuts all workers down and leaves the server. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to the server, for workers of a bundle, under names that say nothing about this machine. With `real`, some of the
 * activities are not those that act on a world.
 */
export async function openBuilds(
  address: string,
  workflowBundle: WorkflowBundleOption,
  real: (fake: Activities) => Partial<Activities> = () => ({}),
): Promise<Builds> {
  const taskQueue = `builds-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, identity: 'client' });
  const worlds = new Map<string, World>();
  const workers: (() => Promise<void>)[] = [];
  const fake = fakeActivities((cluster) => worldOf(cluster));

  const worldOf = (cluster: string): World => {
    const world = worlds.get(cluster);
    if (!world) throw new Error(`the test has no world for ${cluster}`);
    return world;
  };

  return {
    client,
    taskQueue,
    start: async (
      world = preparedWorld(),
      { name = `harbour-${randomUUID().slice(0, 8)}`, hosts = spec.hosts, like = spec } = {},
    ) => {
      worlds.set(name, world);
      const named = { ...like, name, hosts };
      const options = { workflowId: name, taskQueue, args: [{ spec: named }] as [{ spec: ClusterSpec }] };
      const handle = await client.workflow.start(applyCluster, options);
      return {
        spec: named,
        world,
        handle,
        node: (node) => client.workflow.getHandle(nodeWorkflowId(name, node)),
        until: (holds) => until(handle, holds),
      };
    },
    startWorker: async (identity, bundle = workflowBundle) => {
      const native = await NativeConnection.connect({ address });
      const worker = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle: bundle,
        activities: { ...fake, ...real(fake) },
        identity,
        maxHeartbeatThrottleInterval: '1s',
        defaultHeartbeatThrottleInterval: '1s',
        stickyQueueScheduleToStartTimeout: '1s',
      });
      const run = async (): Promise<void> => {
        try {
          await worker.run();
        } finally {
          await native.close();
        }
      };
      const ended = run();
      const stop = (): Promise<void> => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        return ended;
      };
      workers.push(stop);
      return stop;
    },
    close: async () => {
      await Promise.all(workers.map((stop) => stop()));
      await connection.close();
    },
  };
}

async function until(handle: Build['handle'], holds: (progress: Progress) => boolean): Promise<Progress> {
  for (;;) {
    const progress = await handle.query(progressQuery);
    if (holds(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Whether a node is in a state. */
export function nodeIs(node: string, state: NodeState) {
  return ({ nodes }: Progress): boolean => nodes.some((one) => one.node === node && one.state === state);
}
