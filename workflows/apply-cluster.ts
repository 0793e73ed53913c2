import * as wf from '@temporalio/workflow';
import type { ClusterSpec } from '../src/model/cluster.ts';
import { isConverged, isDone } from '../src/model/plan.ts';
import type { NodePlan, Plan } from '../src/model/plan.ts';
import type { NodeEvent } from '../src/model/progress.ts';
import { passed } from '../src/model/proof.ts';
import type { ClusterProof } from '../src/model/proof.ts';
import type { ApplyResult, TimelineEntry } from '../src/model/result.ts';
import type { NodeEnd } from '../src/model/task.ts';
import { buildOf } from './build.ts';
import { runPools } from './run-pools.ts';
import { inspectAll } from './inspect.ts';
import { acting, activities } from './policies.ts';
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

  const { plan, remoteMs } = await inspectAll(spec);
  const looked: TimelineEntry = {
    node: '',
    phase: 'inspect',
    step: 'inspect-hosts',
    scheduledAt: startedAt,
    endedAt: Date.now(),
    remoteMs,
  };
  refuseWithAllProblems(plan);
  build.is('building', plan.versions.kubernetes);
  build.tell(plan.nodes.flatMap(eventsOf));
  const seconds = (): number => (Date.now() - startedAt) / 1000;

  if (isConverged(plan)) {
    build.is('unchanged');
    const proof = await activities.recallProof.executeWithOptions(
      { ...acting(60), summary: 'Read the proof that holds' },
      [{ spec, bootIds: bootIdsOf(plan.nodes) }],
    );
    return {
      cluster: spec.name,
      outcome: 'unchanged',
      versions: plan.versions,
      nodes: plan.nodes.map(unchangedNode),
      proof,
      timeline: [looked],
      seconds: seconds(),
    };
  }

  const ends = [
    ...plan.nodes.filter(isDone).map((node): NodeEnd => ({ result: unchangedNode(node), timeline: [] })),
    ...(await runPools(build, spec, plan)),
  ];
  const timeline = [looked, ...ends.flatMap((end) => end.timeline)];
  const up = ends.filter(({ result }) => result.state === 'done').map(({ result }) => result.node);
  const aborted = ends.some(({ result }) => result.state === 'aborted');
  if (aborted) build.is('aborted');
  const cluster: ClusterProof = aborted ? { checks: [] } : await prove();
  const nodes = [...(aborted ? [] : await recalled()), ...ends.flatMap((end) => (end.proof ? [end.proof] : []))];
  const proven =
    passed(cluster.checks) && nodes.length === spec.hosts.length && nodes.every((node) => passed(node.checks));
  const outcome = aborted ? 'aborted' : up.length < spec.hosts.length ? 'incomplete' : 'proven';
  if (outcome === 'proven' && !proven) throw unproven(cluster);
  build.is(outcome);
  await wf.CancellationScope.nonCancellable(() => wf.condition(wf.allHandlersFinished));
  return {
    cluster: spec.name,
    outcome,
    versions: plan.versions,
    nodes: ends.map(({ result }) => result),
    proof: { proven, nodes, cluster },
    timeline,
    seconds: seconds(),
  };

  async function recalled(): Promise<ApplyResult['proof']['nodes']> {
    const done = plan.nodes.filter(isDone);
    if (done.length === 0) return [];
    const proof = await activities.recallProof.executeWithOptions(
      { ...acting(60), summary: 'Read the proofs that hold' },
      [{ spec, bootIds: bootIdsOf(done) }],
    );
    return proof.nodes;
  }

  async function prove(): Promise<ClusterProof> {
    build.is('proving');
    wf.upsertSearchAttributes([{ key: phaseKey, value: 'verify' }]);
    const scheduledAt = Date.now();
    const options = { ...acting(300), summary: 'Prove DNS, Services and pods across nodes' };
    const done = await activities.proveCluster.executeWithOptions(options, [
      { spec, versions: plan.versions, nodes: up },
    ]);
    timeline.push({
      node: '',
      phase: 'verify',
      step: 'prove-cluster',
      scheduledAt,
      endedAt: Date.now(),
      remoteMs: done.remoteMs,
    });
    return done.proof;
  }
}

function bootIdsOf(nodes: readonly NodePlan[]): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map(({ node, facts }) => [node, facts?.bootId ?? '']));
}

function refuseWithAllProblems(plan: Plan): void {
  const problems = plan.nodes.flatMap((node) => node.problems);
  if (problems.length === 0) return;
  const hosts = new Set(problems.map(({ host }) => host));
  const message = `${problems.length} problem${problems.length === 1 ? '' : 's'} on ${hosts.size} of ${plan.nodes.length} hosts; nothing was changed`;
  throw wf.ApplicationFailure.create({ type: 'preflight-failed', nonRetryable: true, message, details: problems });
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

function unchangedNode(node: NodePlan) {
  return {
    node: node.node,
    os: node.facts?.os.name ?? '',
    state: 'done',
    changed: [],
    unchanged: node.steps.map(({ id }) => id),
  } as const;
}

function eventsOf(node: NodePlan): readonly NodeEvent[] {
  const at = Date.now();
  const done = node.steps.filter(({ state }) => state === 'ok');
  const planned: NodeEvent = {
    type: 'planned',
    node: node.node,
    at,
    role: node.role,
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
