import type { ClusterState } from '../model/cluster-state.ts';
import type { NodePlan, PlannedStep, StepState } from '../model/plan.ts';
import { minorOf } from '../model/cluster.ts';
import type { Host } from '../model/cluster.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import { proveNode } from '../steps/prove-node.ts';
import type { Step, StepContext } from '../steps/define-step.ts';
import type { StepRecord } from '../steps/records.ts';
import { stepsOf } from './catalogue.ts';
import { hostWarnings } from './host-warnings.ts';

const states: Readonly<Record<string, StepState>> = { ok: 'ok', needed: 'needed', cannot: 'blocked' };

/** What a plan is made of beside the host's own context. */
export interface PlanInput {
  readonly records: readonly StepRecord[];
  /** What the cluster knows; undefined before there is one. */
  readonly state: ClusterState | undefined;
  /** The day, as YYYY-MM-DD: a minor may be past its end of life by then. */
  readonly today: string;
}

/** The plan of one host from what its checks said and what the cluster knows of it. */
export function planNode(at: StepContext, { records, state, today }: PlanInput): NodePlan {
  const steps = stepsOf(at).map(({ phase, step }): PlannedStep => {
    const verdict = verdictOf();
    return {
      id: step.id,
      phase,
      title: step.title,
      kind: step.kind,
      seconds: step.seconds,
      undo: step.undo,
      ...verdict,
      ...orderOf(step, at.host),
      ...remediesOf(step, at),
    };

    function verdictOf(): { readonly state: StepState; readonly found: string } {
      if (step.kind === 'kube')
        return state ? step.check(at, state) : { state: 'needed', found: 'there is no cluster yet' };
      const record = records.find((candidate) => candidate.step === step.id);
      if (!record) return { state: 'blocked', found: 'the check gave no answer' };
      return { state: states[record.state] ?? 'blocked', found: record.said.split('\n').at(-1) ?? '' };
    }
  });
  const warnings = warningsOf(at, today);
  return { node: at.host.name, role: at.host.role, facts: at.facts, steps: provenLast(steps), problems: [], warnings };
}

/** A node on which anything is done is proven afterwards: its last proof tells of how it was before. */
function provenLast(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  if (steps.every(({ state }) => state === 'ok')) return steps;
  return steps.map((step) =>
    step.id === proveNode.id && step.state === 'ok'
      ? { ...step, state: 'needed', found: `${step.found}, before the steps above` }
      : step,
  );
}

/** What a step waits for or reaches, which is another matter on workers than on the control plane they wait for. */
export function orderOf(
  { after, courtesy, reaches }: Step,
  { role }: Host,
): Pick<PlannedStep, 'after' | 'courtesy' | 'reaches'> {
  if (role === 'control-plane') return reaches ? { reaches } : {};
  return after ? { after, ...(courtesy ? { courtesy } : {}) } : {};
}

/** The compensating steps of a step on a host, as they are planned. */
export function remediesOf(step: Step, at: StepContext): Pick<PlannedStep, 'remedies'> {
  if (step.kind === 'kube') return {};
  const remedies = (step.remedies ?? []).filter((remedy) => remedy.applies(at));
  if (remedies.length === 0) return {};
  return { remedies: remedies.map(({ id, title, seconds, cures, undo }) => ({ id, title, seconds, cures, undo })) };
}

function warningsOf({ settings, versions, facts }: StepContext, today: string): readonly string[] {
  const minor = minorOf(versions.kubernetes);
  const { end } = kubernetesMinor(minor);
  return [
    ...hostWarnings(facts),
    ...(end && end < today ? [`Kubernetes ${minor} has had no fixes since ${end}`] : []),
    ...(minorOf(versions.crio) === minor
      ? []
      : [`CRI-O ${versions.crio} is not of the minor of Kubernetes ${versions.kubernetes}; the mirror has no other`]),
    ...(facts.firewall !== 'none' && settings.network.firewall === 'leave'
      ? [`${facts.firewall} is active, and \`network.firewall\` is \`leave\`: open the ports of the role yourself`]
      : []),
  ];
}
