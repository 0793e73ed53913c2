import * as wf from '@temporalio/workflow';
import type { ClusterSpec } from '../src/model/cluster.ts';
import type { Failure } from '../src/model/failure.ts';
import { isConverged, isDone } from '../src/model/plan.ts';
import type { NodePlan, Plan } from '../src/model/plan.ts';
import type { NodeEvent } from '../src/model/progress.ts';
import { passed } from '../src/model/proof.ts';
import type { ClusterProof, NodeProof } from '../src/model/proof.ts';
import { remainsOf } from '../src/model/remains.ts';
import type { ApplyResult, TimelineEntry } from '../src/model/result.ts';
import type { NodeEnd } from '../src/model/task.ts';
import { buildOf } from './build.ts';
import { claimAll } from './claim.ts';
import { addressOf, hostsAfter, unchangedNode, untouchedNodes } from './ends.ts';
import { runPools } from './run-pools.ts';
import { inspectAll } from './inspect.ts';
import { newcomersOf } from './newcomers.ts';
import { acting, activities, provingCluster } from './policies.ts';
import { clusterKey, phaseKey } from './search-attributes.ts';

/** What a build starts from. */
export interface ApplyClusterInput {
  readonly spec: ClusterSpec;
}

/** Builds the cluster that the spec describes, or what is missing of it, and proves it. Its id is the cluster's lock. */
export async function applyCluster({ spec }: ApplyClusterInput): Promise<ApplyResult> {
  const startedAt = Date.now();
  const build = buildOf(spec.name);
  wf.upsertSearchAttributes([
    { key: clusterKey, value: spec.name },
    { key: phaseKey, value: 'inspect' },
  ]);
  const timeline: TimelineEntry[] = [];
  let plan: Plan = { versions: { kubernetes: '', crio: '' }, nodes: [] };
  const newcomers = newcomersOf(build, spec, () => plan.versions);
  let ends: readonly NodeEnd[] = [];
  let cluster: ClusterProof = { checks: [] };
  let proofs: readonly NodeProof[] = [];
  let outcome: ApplyResult['outcome'];

  try {
    outcome = await build.abortable(work);
  } catch (error) {
    if (!wf.isCancellation(error)) throw error;
    outcome = 'aborted';
    ends = [...ends, ...untouchedNodes(plan, ends, spec)];
  }
  build.is(outcome);
  await wf.CancellationScope.nonCancellable(() => wf.condition(wf.allHandlersFinished));
  const nodes = ends.map(({ result }) => newcomers.counted(result));
  const isProven = outcome === 'proven' || outcome === 'unchanged';
  return {
    cluster: spec.name,
    outcome,
    versions: plan.versions,
    nodes,
    proof: { proven: isProven && proofs.length === spec.hosts.length, nodes: proofs, cluster },
    timeline,
    remains: outcome === 'aborted' ? remainsOf(plan.nodes, nodes) : [],
    seconds: (Date.now() - startedAt) / 1000,
  };

  async function work(): Promise<ApplyResult['outcome']> {
    const seen = await inspectAll(spec);
    plan = seen.plan;
    timeline.push({ ...entry('inspect', 'inspect-hosts', startedAt), remoteMs: seen.remoteMs });
    refuseWithAllProblems(
      plan.nodes.flatMap((node) => node.problems),
      plan,
    );
    build.is('building', plan.versions.kubernetes);
    build.tell(plan.nodes.flatMap((node) => eventsOf(node, spec)));
    ends = plan.nodes.filter(isDone).map((node) => unchangedNode(node, spec));
    if (isConverged(plan)) {
      proofs = await recall(plan.nodes, 'Read the proof that holds');
      return 'unchanged';
    }
    await build.unpaused();
    refuseWithAllProblems(await claimAll(spec, plan), plan);
    const worked = await runPools(build, spec, plan);
    ends = [...ends, ...worked];
    timeline.push(...worked.flatMap((end) => end.timeline));
    proofs = worked.flatMap((end) => (end.proof ? [end.proof] : []));
    if (worked.some(({ result }) => result.state === 'aborted')) return 'aborted';
    // A node that its operator has mended by hand was found done when it was looked at again.
    const unseen = new Set(
      worked.flatMap(({ result, proof }) => (result.state === 'done' && !proof ? [result.node] : [])),
    );
    const done = plan.nodes.filter((node) => isDone(node) || unseen.has(node.node));
    if (done.length > 0) proofs = [...(await recall(done, 'Read the proofs that hold')), ...proofs];
    await build.unpaused();
    const up = ends.filter(({ result }) => result.state === 'done').map(({ result }) => result.node);
    cluster = await prove(up);
    if (up.length < spec.hosts.length) return 'incomplete';
    const isProven =
      passed(cluster.checks) && proofs.length === spec.hosts.length && proofs.every(({ checks }) => passed(checks));
    if (!isProven) throw unproven(cluster);
    return 'proven';
  }

  async function recall(done: readonly NodePlan[], summary: string): Promise<readonly NodeProof[]> {
    const proof = await activities.recallProof.executeWithOptions({ ...acting(60), summary }, [
      { spec, bootIds: bootIdsOf(done) },
    ]);
    return proof.nodes;
  }

  async function prove(up: readonly string[]): Promise<ClusterProof> {
    build.is('proving');
    wf.upsertSearchAttributes([{ key: phaseKey, value: 'verify' }]);
    const scheduledAt = Date.now();
    const now = { ...spec, hosts: hostsAfter(spec, ends) };
    const done = await activities.proveCluster.executeWithOptions(provingCluster, [
      { spec: now, versions: plan.versions, nodes: up },
    ]);
    timeline.push({ ...entry('verify', 'prove-cluster', scheduledAt), remoteMs: done.remoteMs });
    return done.proof;
  }
}

function entry(phase: string, step: string, scheduledAt: number): Omit<TimelineEntry, 'remoteMs'> {
  return { node: '', phase, step, scheduledAt, endedAt: Date.now() };
}

function bootIdsOf(nodes: readonly NodePlan[]): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map(({ node, facts }) => [node, facts?.bootId ?? '']));
}

function refuseWithAllProblems(problems: readonly Failure[], plan: Plan): void {
  if (problems.length === 0) return;
  const hosts = new Set(problems.map(({ host }) => host));
  const message = `${problems.length} problem${problems.length === 1 ? '' : 's'} on ${hosts.size} of ${plan.nodes.length} hosts; nothing was changed`;
  throw wf.ApplicationFailure.create({ type: 'preflight-failed', nonRetryable: true, message, details: [...problems] });
}

function unproven(cluster: ClusterProof): Error {
  const failed = cluster.checks
    .filter((check) => !check.passed)
    .map(({ title, expected, seen }) => `${title}: expected ${expected}, saw ${seen}`);
  return wf.ApplicationFailure.create({
    type: 'proof-failed',
    nonRetryable: true,
    message: failed.join('; ') || 'a node has no proof',
  });
}

function eventsOf(node: NodePlan, spec: ClusterSpec): readonly NodeEvent[] {
  const at = Date.now();
  const done = node.steps.filter(({ state }) => state === 'ok');
  const planned: NodeEvent = {
    type: 'planned',
    node: node.node,
    at,
    role: node.role,
    address: addressOf(spec, node.node),
    os: node.facts?.os.name ?? '',
    done: done.length,
    total: node.steps.length,
  };
  const reached = done.flatMap(({ reaches }): readonly NodeEvent[] =>
    reaches ? [{ type: 'reached', node: node.node, at, milestone: reaches }] : [],
  );
  return [
    planned,
    ...reached,
    ...(isDone(node) ? [{ type: 'ended', node: node.node, at, state: 'done' } as const] : []),
  ];
}
