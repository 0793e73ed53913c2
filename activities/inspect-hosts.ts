import { cancellationSignal } from '@temporalio/activity';
import type { ClusterState } from '../src/model/cluster-state.ts';
import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import type { HostFacts, Versions } from '../src/model/facts.ts';
import { failureOf } from '../src/model/failure.ts';
import type { Failure } from '../src/model/failure.ts';
import type { NodePlan } from '../src/model/plan.ts';
import type { Inspection, InspectTask } from '../src/model/task.ts';
import { clusterState } from '../src/kube/cluster-state.ts';
import { elsewhere } from '../src/phases/elsewhere.ts';
import { planNode } from '../src/phases/plan-node.ts';
import { problemsOf } from '../src/phases/preflight.ts';
import { stepsOf } from '../src/phases/catalogue.ts';
import { chooseVersions, versionsScript } from '../src/phases/versions.ts';
import type { HostStep } from '../src/steps/define-step.ts';
import { compileChecks } from '../src/steps/compile.ts';
import { pause } from '../src/remote/backoff.ts';
import { parseRecords } from '../src/steps/records.ts';
import { askFacts } from './ask-facts.ts';
import { contextOf, targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Looks at many hosts at once: facts, then every step's check in one script per host. Changes nothing. */
export async function inspectHosts(deps: Dependencies, task: InspectTask): Promise<Inspection> {
  return failingAs({}, () =>
    withHeartbeats({ inspected: 0 }, async (report) => {
      const began = Date.now();
      const [facts, versions] = await Promise.all([
        Promise.all(task.hosts.map((host) => factsOf(deps, task, host))),
        task.versions ??
          versionsOf(deps, task).catch((error: unknown) => failureOf(error, { host: task.controlPlane.name })),
      ]);
      cancellationSignal().throwIfAborted();
      if ('code' in versions) {
        const nodes = facts.map((found) => refusalOf(task, found, versions));
        return { remoteMs: Date.now() - began, versions: { kubernetes: '', crio: '' }, nodes };
      }
      const state = await stateOf(deps, task, facts);
      let inspected = 0;
      const nodes = await Promise.all(
        facts.map(async (found) => {
          const plan = await planOf(deps, { ...task, versions }, { found, state });
          inspected += 1;
          report({ inspected });
          return plan;
        }),
      );
      cancellationSignal().throwIfAborted();
      return { remoteMs: Date.now() - began, versions, nodes };
    }),
  );
}

/** Ends with the activity: whoever has stopped it waits for that. */
const limited = (seconds: number) => ({ seconds, signal: cancellationSignal() });

type Found = { readonly host: Host; readonly facts: HostFacts } | { readonly host: Host; readonly problem: NodePlan };

async function factsOf({ remote }: Dependencies, { settings }: InspectTask, host: Host): Promise<Found> {
  try {
    return { host, facts: await askFacts(remote, targetOf(settings, host), cancellationSignal()) };
  } catch (error) {
    const problems = [failureOf(error, { host: host.name })];
    return { host, problem: { node: host.name, role: host.role, steps: [], problems, warnings: [] } };
  }
}

/** The control plane asks the mirrors, since the worker may have no way to them. */
async function versionsOf({ remote }: Dependencies, { settings, controlPlane }: InspectTask): Promise<Versions> {
  const { stdout } = await remote.run(targetOf(settings, controlPlane), versionsScript(settings), limited(120));
  return chooseVersions(settings, stdout);
}

/** Milliseconds after which a cluster that does not answer is asked again: a slow disk silences etcd for a moment. */
const againAfter = [1000, 2000, 4000, 8000];

/** What the cluster says, where there is one that answers; without one its steps are simply needed. */
async function stateOf(
  { clusters }: Dependencies,
  { settings, controlPlane }: InspectTask,
  facts: readonly Found[],
): Promise<ClusterState | undefined> {
  const found = facts.find(({ host }) => host.name === controlPlane.name);
  const mayExist =
    !found ||
    ('facts' in found && found.facts.claimedBy === settings.name && found.facts.kubernetesFiles.includes('admin.conf'));
  if (!mayExist) return undefined;
  for (let tried = 0; ; tried += 1) {
    try {
      const client = await clusters.connect(settings.name, targetOf(settings, controlPlane));
      return await clusterState(client, settings.network.cni);
    } catch (error) {
      const wait = againAfter[tried];
      if (wait === undefined || failureOf(error).code !== 'api-unreachable') return undefined;
      await pause(wait, cancellationSignal());
    }
  }
}

/** Without versions nothing can be checked, but every host's own problems can be told, and why there are no versions. */
function refusalOf(task: InspectTask, found: Found, noVersions: Failure): NodePlan {
  if ('problem' in found) return found.problem;
  const { host, facts } = found;
  const own = problemsOf({ ...task.settings, hosts: task.hosts }, host, facts);
  const problems = host.name === task.controlPlane.name ? [...own, noVersions] : own;
  return { node: host.name, role: host.role, facts, steps: [], problems, warnings: [] };
}

async function planOf(
  { remote }: Dependencies,
  task: InspectTask & { readonly versions: Versions },
  { found, state }: { readonly found: Found; readonly state: ClusterState | undefined },
): Promise<NodePlan> {
  const { host } = found;
  if ('problem' in found) {
    const { problem } = found;
    return { ...problem, problems: [...problem.problems, ...elsewhere(host, state)] };
  }
  const { facts } = found;
  const spec: ClusterSpec = { ...task.settings, hosts: task.hosts };
  const problems = [...problemsOf(spec, host, facts), ...elsewhere(host, state, facts)];
  const os = { node: host.name, role: host.role, facts };
  if (problems.length > 0) return { ...os, steps: [], problems, warnings: [] };
  try {
    const at = contextOf({ ...task, host, facts });
    const steps = stepsOf(at).flatMap(({ step }): readonly HostStep[] => (step.kind === 'kube' ? [] : [step]));
    const { stdout } = await remote.run(targetOf(task.settings, host), compileChecks(steps, at), limited(120));
    const today = new Date().toISOString().slice(0, 10);
    return planNode(at, { records: parseRecords(stdout), state, today });
  } catch (error) {
    return { ...os, steps: [], problems: [failureOf(error, { host: host.name })], warnings: [] };
  }
}
