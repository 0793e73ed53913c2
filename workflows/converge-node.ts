import * as wf from '@temporalio/workflow';
import type { Host } from '../src/model/cluster.ts';
import type { HostFacts } from '../src/model/facts.ts';
import type { Failure } from '../src/model/failure.ts';
import { isReached, type PlannedStep } from '../src/model/plan.ts';
import type { NodeProof } from '../src/model/proof.ts';
import type { NodeResult, StepOutcome, TimelineEntry } from '../src/model/result.ts';
import type { ConvergeNodeInput, NodeEnd, NodeTask } from '../src/model/task.ts';
import { newChanges } from './changes.ts';
import { failureIn } from './failure.ts';
import { gate } from './gate.ts';
import { holdHere } from './hold.ts';
import { mayLeave } from './may-leave.ts';
import { milestoneReached } from './messages.ts';
import { peersHere } from './peers.ts';
import { acting, activities, inspecting } from './policies.ts';
import { remediesOf } from './remedies.ts';
import { replacing } from './replace.ts';
import { storyOf } from './story.ts';
import { groupsOf, titleOf, type StepGroup } from './step-groups.ts';

/** Brings one node to what the spec says. Where it cannot, it parks and waits for the operator; other nodes do not notice. */
export async function convergeNode(input: ConvergeNodeInput): Promise<NodeEnd> {
  const { controlPlane, versions } = input;
  let { host, plan } = input;
  const story = storyOf(input);
  const milestones = new Set(input.milestones);
  const timeline: TimelineEntry[] = [];
  const unchanged = new Set<string>();
  const changes = newChanges();
  const remedies = remediesOf(host.name);
  /** The edition of where the nodes are that the plan was made with. */
  let edition = 0;
  // Builds of one cluster follow each other in time: a later build's fences are above those of every earlier one.
  let fence = Math.floor(Date.now() / 1000) * 1000;
  let proof: NodeProof | undefined;
  let replaced: NodeResult['replaced'];

  wf.setHandler(milestoneReached, (milestone) => void milestones.add(milestone), {
    description: 'a milestone of the build was reached',
  });
  const hold = holdHere(input.hold);
  const peers = peersHere(input.settings);
  const replacement = replacing(input, () => host);
  const state = { isParked: story.isParked, isPaused: hold.isPaused, mayLeave: () => mayLeave(input, milestones) };
  const decisions = gate({ node: host.name, ...state, ...replacement });

  const task = (facts: HostFacts): NodeTask => ({ settings: peers.settings(), host, controlPlane, versions, facts });

  async function act(group: StepGroup, facts: HostFacts): Promise<readonly StepOutcome[]> {
    const [step] = group;
    const seconds = group.reduce((sum, each) => sum + each.seconds, 0);
    const options = { ...acting(seconds), summary: titleOf(group) };
    if (step.kind === 'quick') {
      return activities.runBatch.executeWithOptions(options, [{ ...task(facts), steps: group.map(({ id }) => id) }]);
    }
    if (step.kind === 'job') {
      fence += 1;
      return [await activities.runJob.executeWithOptions(options, [{ ...task(facts), step: step.id, fence }])];
    }
    const done = await activities.runKubeStep.executeWithOptions(options, [{ ...task(facts), step: step.id }]);
    proof = done.proof ?? proof;
    return [done.outcome];
  }

  async function unlessPaused(): Promise<void> {
    if (!hold.isPaused()) return;
    story.paused();
    await hold.released();
    story.resumed();
  }

  /** What a step waits for has happened, or will not happen soon and was only waited for to let the control plane go first. */
  function isOver({ after, courtesy }: PlannedStep): boolean {
    return !after || isReached(after, milestones) || (courtesy === true && milestones.has('control-plane-held-up'));
  }

  async function run(group: StepGroup, facts: HostFacts): Promise<readonly StepOutcome[]> {
    const [step] = group;
    if (step.after && !isOver(step)) {
      story.waits(step, step.after);
      await wf.condition(() => isOver(step));
    }
    await unlessPaused();
    const scheduledAt = Date.now();
    const acted = async (): Promise<readonly StepOutcome[]> => {
      await unlessPaused();
      story.starts(group, titleOf(group));
      if (!step.cures) changes.begin(group);
      return act(group, facts);
    };
    const done = await remedies.around(step, acted, (remedy) => run([remedy], facts));
    if (!step.cures) changes.end(group, done);
    for (const { step: id, outcome } of done) if (outcome === 'unchanged' && !step.cures) unchanged.add(id);
    timeline.push({
      node: host.name,
      phase: step.phase,
      step: group.map(({ id }) => id).join(' '),
      scheduledAt,
      endedAt: Date.now(),
      remoteMs: done.reduce((sum, outcome) => sum + outcome.remoteMs, 0),
    });
    story.finished(group, done);
    return done;
  }

  async function attempt(): Promise<void> {
    const { facts } = plan;
    const [problem] = plan.problems;
    if (problem || !facts)
      throw wf.ApplicationFailure.create({
        type: problem?.code ?? 'host-unreachable',
        message: problem?.message ?? 'the host gave no facts',
        details: problem ? [problem] : [],
      });
    story.planned(plan);
    for (const { id, state } of plan.steps) if (state === 'ok') unchanged.add(id);
    for (const group of groupsOf(plan.steps)) await run(group, facts);
    // What was done here for the firewall may be of the time before another node was replaced.
    if (edition === peers.edition()) return;
    await look();
    await attempt();
  }

  async function look(): Promise<void> {
    await unlessPaused();
    edition = peers.edition();
    const options = { ...inspecting, summary: `Look at ${host.name} again` };
    const seen = await activities.inspectHosts.executeWithOptions(options, [
      { settings: peers.settings(), hosts: [host], controlPlane, versions },
    ]);
    plan = seen.nodes[0] ?? plan;
  }

  async function replaceBy(machine: Host): Promise<void> {
    await unlessPaused();
    story.starts([{ id: 'replace', phase: 'replace' }], `Let ${machine.address} take the role of ${host.address}`);
    const old = { address: host.address, ...(await replacement.retire()) };
    replaced = old;
    host = machine;
    changes.forget();
    unchanged.clear();
    story.replaced(machine);
    story.starts([{ id: 'replace', phase: 'replace' }], `Have the other nodes let ${machine.address} in`);
    replaced = { ...old, ...(await peers.letIn(machine)) };
  }

  async function finish(state: NodeResult['state'], failure?: Failure): Promise<NodeEnd> {
    story.ended(state);
    await story.told();
    const changed = changes.changed();
    const result = {
      node: host.name,
      os: plan.facts?.os.name ?? '',
      address: host.address,
      ...(replaced ? { replaced } : {}),
      state,
      changed,
      unfinished: changes.unfinished(),
      unchanged: [...unchanged].filter((step) => !changed.includes(step)),
      ...remedies.result(),
      ...(failure ? { failure } : {}),
    };
    return { result, timeline, ...(proof ? { proof } : {}), ...(replaced ? { machine: host } : {}) };
  }

  let before = async (): Promise<void> => undefined;
  for (;;) {
    try {
      await decisions.abortable(async () => {
        await before();
        await attempt();
      });
      return await finish('done');
    } catch (error) {
      const batch = story.steps();
      const about = { host: host.name, step: remedies.unhelped(error) ?? batch[0] ?? '' };
      if (wf.isCancellation(error)) {
        return await wf.CancellationScope.nonCancellable(() =>
          finish('aborted', { ...about, code: 'aborted', message: `stopped during: ${story.title() || 'the start'}` }),
        );
      }
      const failure = failureIn(error, { ...about, batch });
      story.parked(failure, plan.steps.find(({ id }) => id === failure.step)?.title);
      const decision = await decisions.decided().catch((cancelled: unknown) => {
        if (wf.isCancellation(cancelled)) return { verb: 'abort' } as const;
        throw cancelled;
      });
      if (decision.verb === 'skip' || decision.verb === 'abort') {
        const state = decision.verb === 'skip' ? 'skipped' : 'aborted';
        return await wf.CancellationScope.nonCancellable(() => finish(state, failure));
      }
      story.resumed();
      before = async () => {
        if (decision.verb === 'replace') await replaceBy(decision.host);
        await look();
      };
    }
  }
}
