import * as wf from '@temporalio/workflow';
import { nodeWorkflowId } from '../src/model/names.ts';
import type { ConvergePoolInput, NodeEnd } from '../src/model/task.ts';
import { convergeNode } from './converge-node.ts';
import { failureIn } from './failure.ts';
import { holdHere } from './hold.ts';
import { holdPassed, milestoneReached, nodesAre, nodesMoved, workHeld } from './messages.ts';
import { reportTo } from './report.ts';
import { clusterKey, nodeKey } from './search-attributes.ts';

/** Up to so many nodes tell the cluster themselves: of what a few say at the same time a pool has little to gather into one signal. */
const fewMembers = 4;

/** Runs the nodes of one role side by side and passes on what they say and what they wait for. */
export async function convergePool(input: ConvergePoolInput): Promise<readonly NodeEnd[]> {
  const { settings, controlPlane, versions, members } = input;
  const reporter = reportTo(input.listener);
  const { workflowId } = wf.workflowInfo();

  wf.setHandler(nodesMoved, (events) => reporter.tell(events));
  const started = members.map(({ host, plan }) =>
    wf.startChild(convergeNode, {
      workflowId: nodeWorkflowId(settings.name, host.name),
      args: [
        {
          settings,
          host,
          controlPlane,
          versions,
          plan,
          milestones: input.milestones,
          hold: input.hold,
          listener: members.length > fewMembers ? workflowId : input.listener,
        },
      ],
      parentClosePolicy: 'REQUEST_CANCEL',
      staticSummary: `${host.name}: ${host.role} of ${settings.name}, ${plan.facts?.os.name ?? host.address}`,
      typedSearchAttributes: [
        { key: clusterKey, value: settings.name },
        { key: nodeKey, value: host.name },
      ],
    }),
  );
  const pass = <T>(signal: wf.SignalDefinition<[T]>) =>
    async function (word: T): Promise<void> {
      await Promise.allSettled(started.map(async (child) => (await child).signal(signal, word)));
    };
  wf.setHandler(milestoneReached, pass(milestoneReached));
  wf.setHandler(nodesAre, pass(nodesAre));
  holdHere(input.hold, async (hold) => {
    await pass(workHeld)(hold);
    await wf.getExternalWorkflowHandle(input.listener).signal(holdPassed, hold.count);
  });

  const ends = await Promise.all(
    members.map(async ({ host, plan }, index): Promise<NodeEnd> => {
      try {
        const child = await started[index];
        if (!child) throw new Error('every member has a child');
        return await child.result();
      } catch (error) {
        const failure = failureIn(error, { host: host.name, step: '' });
        const result = {
          node: host.name,
          os: plan.facts?.os.name ?? '',
          address: host.address,
          state: 'aborted',
          changed: [],
          unfinished: [],
          unchanged: [],
          failure,
        } as const;
        return { result, timeline: [] };
      }
    }),
  );
  await wf.CancellationScope.nonCancellable(reporter.flush);
  return ends;
}
