import * as wf from '@temporalio/workflow';
import type { ResetNode } from '../../workflows/reset-cluster.ts';
import type { VerifyInput } from '../../workflows/verify-cluster.ts';
import { abortUpdate, progressQuery, retryUpdate, skipUpdate } from '../../workflows/messages.ts';
import type { ClusterSpec } from '../../src/model/cluster.ts';
import type { Failure } from '../../src/model/failure.ts';
import { emptyProgress, progressAfter, type NodeEvent, type Progress } from '../../src/model/progress.ts';
import { meshOf } from '../../src/model/mesh.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Preflight } from '../../src/model/preflight.ts';
import type { Proof } from '../../src/model/proof.ts';
import type { ApplyResult } from '../../src/model/result.ts';

const full: Failure = { code: 'disk-full', message: '/var is full', tail: 'No space left on device' };

/** Plays a build: its first node works to the end, its second one parks until somebody decides. Reaches no host. */
export async function applyCluster({ spec }: { readonly spec: ClusterSpec }): Promise<ApplyResult> {
  if (spec.hosts.length === 1) throw refused(spec);
  let progress: Progress = { ...emptyProgress(spec.name, Date.now()), state: 'building', kubernetes: '1.30.4' };
  let stopped = false;
  wf.setHandler(progressQuery, () => progress);
  wf.setHandler(abortUpdate, () => {
    stopped = true;
    return 'the build is being stopped';
  });
  const [good, bad] = spec.hosts.map((host) => host.name);
  const tell = (event: NodeEvent) => {
    progress = progressAfter(progress, event);
  };
  const now = () => Date.now();
  for (const host of spec.hosts)
    tell({
      type: 'planned',
      node: host.name,
      at: now(),
      role: host.role,
      address: host.address,
      os: 'Ubuntu 24.04',
      done: 0,
      total: 2,
    });
  tell({ type: 'started', node: good ?? '', at: now(), phase: 'prepare', step: 'Turn swap off' });
  tell({ type: 'started', node: bad ?? '', at: now(), phase: 'packages', step: 'Install packages' });
  const node = await wf.startChild(parkedNode, { workflowId: `${spec.name}/${bad}` });
  tell({ type: 'parked', node: bad ?? '', at: now(), failure: full });
  const decision = await Promise.race([node.result(), wf.condition(() => stopped).then(() => 'aborted' as const)]);
  for (const host of spec.hosts)
    tell({ type: 'ended', node: host.name, at: now(), state: host.name === bad ? decision : 'done' });
  const outcome = decision === 'done' ? 'proven' : decision === 'skipped' ? 'incomplete' : 'aborted';
  progress = { ...progress, state: outcome };
  return {
    cluster: spec.name,
    outcome,
    versions: { kubernetes: '1.30.4', crio: '1.30.5' },
    nodes: progress.nodes.map(({ node, os, address, failure }) => ({
      node,
      os,
      address,
      state: node === bad ? decision : 'done',
      changed: ['disable-swap'],
      unfinished: [],
      unchanged: [],
      ...(failure ? { failure } : {}),
    })),
    proof: { proven: outcome === 'proven', nodes: [], cluster: { checks: [] } },
    timeline: [],
    remains: [],
    seconds: 1,
  };
}

/** A node that waits for the operator. */
export async function parkedNode(): Promise<'done' | 'skipped' | 'aborted'> {
  let decision: 'done' | 'skipped' | 'aborted' | undefined;
  const decide = (made: 'done' | 'skipped' | 'aborted', answer: string) => () => {
    decision = made;
    return answer;
  };
  wf.setHandler(retryUpdate, decide('done', 'goes on'));
  wf.setHandler(skipUpdate, decide('skipped', 'is left out'));
  wf.setHandler(abortUpdate, decide('aborted', 'is being stopped'));
  await wf.condition(() => decision !== undefined);
  return decision ?? 'done';
}

function refused(spec: ClusterSpec): Error {
  const problems: Failure[] = [
    { code: 'port-taken', message: 'port 6443 is in use by haproxy', host: spec.hosts[0]?.name ?? '' },
    { code: 'disk-full', message: '/var has 120 MiB free', host: spec.hosts[0]?.name ?? '' },
  ];
  return wf.ApplicationFailure.create({
    type: 'preflight-failed',
    message: '2 problems',
    nonRetryable: true,
    details: problems,
  });
}

/** Tells that the first host does not answer. */
export async function planCluster({ spec }: { readonly spec: ClusterSpec }): Promise<Plan> {
  const [host] = spec.hosts;
  const problems: Failure[] = [{ code: 'host-unreachable', message: 'no answer within 10 s', host: host?.name ?? '' }];
  const nodes = [{ node: host?.name ?? '', role: 'control-plane', steps: [], problems, warnings: [] } as const];
  return { versions: { kubernetes: '1.30.4', crio: '1.30.5' }, nodes };
}

/** Finds one host closed to another. */
export async function preflightCluster({ spec }: { readonly spec: ClusterSpec }): Promise<Preflight> {
  const hosts = spec.hosts.map(({ name, role }) => ({
    host: name,
    role,
    os: 'Ubuntu 24.04.1 LTS',
    sights: [{ check: 'swap', code: 'swap-found', seen: '/swapfile is in use' }] as const,
  }));
  const [to = '', from = ''] = spec.hosts.map(({ name }) => name);
  const path = { from, to, protocol: 'tcp', port: 6443, state: 'blocked', seen: 'no answer' } as const;
  return { cluster: spec.name, hosts, mesh: meshOf([to, from], [path]) };
}

/** Proves nothing; what was rebooted before is the node of the proof. */
export async function verifyCluster({ spec, reboot = [] }: VerifyInput): Promise<Proof> {
  const check = { id: 'dns', title: 'Pods resolve names', passed: false, expected: '10.96.0.1', seen: '' };
  const said = { ...check, title: `${spec.name} with ${reboot.join(', ') || 'nothing'} rebooted` };
  return { proven: false, nodes: [], cluster: { checks: [check, said] } };
}

/** What the scripted worker does outside of workflows. */
export interface ScriptedActivities {
  /** Seals the kubeconfig of nobody. */
  readonly sealKubeconfig: (publicKey: string) => Promise<string>;
}

/** Gives a kubeconfig sealed to the key. */
export async function readKubeconfig({ publicKey }: { readonly publicKey: string }): Promise<{ sealed: string }> {
  const { sealKubeconfig } = wf.proxyActivities<ScriptedActivities>({ startToCloseTimeout: '10s' });
  return { sealed: await sealKubeconfig(publicKey) };
}

/** Lets the reset go on. */
export const takenDown = wf.defineSignal('takenDown');

/** Takes everything off all hosts, once it is told to go on. */
export async function resetCluster({
  spec,
}: {
  readonly spec: ClusterSpec;
}): Promise<{ readonly nodes: readonly ResetNode[] }> {
  let isOver = false;
  wf.setHandler(takenDown, () => void (isOver = true));
  await wf.condition(() => isOver);
  return { nodes: spec.hosts.map(({ name }) => ({ node: name, state: 'reset' })) };
}
