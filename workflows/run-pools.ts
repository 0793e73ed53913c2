import * as wf from '@temporalio/workflow';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec, Role } from '../src/model/cluster.ts';
import { poolWorkflowId } from '../src/model/names.ts';
import { isDone } from '../src/model/plan.ts';
import type { Plan } from '../src/model/plan.ts';
import type { NodeEnd } from '../src/model/task.ts';
import type { Build } from './build.ts';
import { convergePool } from './converge-pool.ts';
import { giveHeadStart } from './head-start.ts';
import { clusterKey } from './search-attributes.ts';

type Pool = wf.ChildWorkflowHandle<typeof convergePool>;

/** Nodes per pool: each history stays below 4,096 events. */
const poolSize = 250;

/** Runs every node that has something to do, in pools by role, all at once; gives how each ended. */
export async function runPools(build: Build, spec: ClusterSpec, plan: Plan): Promise<readonly NodeEnd[]> {
  const members = spec.hosts.flatMap((host) => {
    const node = plan.nodes.find(({ node }) => node === host.name);
    return node && !isDone(node) ? [{ host, plan: node }] : [];
  });
  const pools = (['control-plane', 'worker'] satisfies Role[]).flatMap((role) => {
    const ofRole = members.filter(({ host }) => host.role === role);
    return Array.from({ length: Math.ceil(ofRole.length / poolSize) }, (_, index) => ({
      workflowId: poolWorkflowId(spec.name, role, index + 1),
      title: `${role} pool ${index + 1} of ${spec.name}`,
      members: ofRole.slice(index * poolSize, (index + 1) * poolSize),
    }));
  });
  const all = new wf.CancellationScope();
  const leader = firstControlPlane(spec).name;
  const start = ({ workflowId, title, members }: (typeof pools)[number]): Promise<Pool> =>
    wf.startChild(convergePool, {
      workflowId,
      args: [
        {
          settings: settingsOf(spec),
          controlPlane: firstControlPlane(spec),
          versions: plan.versions,
          members,
          milestones: build.milestones(),
          hold: build.hold(),
          listener: wf.workflowInfo().workflowId,
        },
      ],
      parentClosePolicy: 'REQUEST_CANCEL',
      staticSummary: `${title}: ${members.length} node${members.length === 1 ? '' : 's'}`,
      typedSearchAttributes: [{ key: clusterKey, value: spec.name }],
    });
  const ends = await all.run(() => {
    giveHeadStart(build, leader).catch((error: unknown) => {
      if (!wf.isCancellation(error)) throw error;
    });
    return Promise.all(
      pools.map(start).map(async (pool) => {
        build.addPool(pool);
        const ended = await (await pool).result();
        // Ended from outside: those who wait for its API would wait for ever.
        if (ended.some(({ result }) => result.state === 'aborted') && isWaitedFor(ended)) all.cancel();
        return ended;
      }),
    );
  });
  return ends.flat();

  function isWaitedFor(ended: readonly NodeEnd[]): boolean {
    const isLeader = ended.some(({ result }) => result.node === leader);
    return isLeader && !build.milestones().includes('api-ready');
  }
}
