import type { ClusterState } from '../model/cluster-state.ts';
import type { NodePlan, PlannedStep, StepState } from '../model/plan.ts';
import { minorOf } from '../model/cluster.ts';
import type { Step, StepContext } from '../steps/define-step.ts';
import type { StepRecord } from '../steps/records.ts';
import { stepsOf } from './catalogue.ts';
import { hostWarnings } from './host-warnings.ts';

const states: Readonly<Record<string, StepState>> = { ok: 'ok', needed: 'needed', cannot: 'blocked' };

/** Kubernetes minors past their end of life, with the day. Source: endoflife.date, November 2026. */
const ended: Readonly<Record<string, string>> = { '1.30': '2025-07-15' };

/** The plan of one host from what its checks said and what the cluster knows of it. */
export function planNode(at: StepContext, records: readonly StepRecord[], state: ClusterState | undefined): NodePlan {
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
      ...(step.after ? { after: step.after } : {}),
      ...(step.reaches ? { reaches: step.reaches } : {}),
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
  return { node: at.host.name, role: at.host.role, facts: at.facts, steps, problems: [], warnings: warningsOf(at) };
}

/** The compensating steps of a step on a host, as they are planned. */
export function remediesOf(step: Step, at: StepContext): Pick<PlannedStep, 'remedies'> {
  if (step.kind === 'kube') return {};
  const remedies = (step.remedies ?? []).filter((remedy) => remedy.applies(at));
  if (remedies.length === 0) return {};
  return { remedies: remedies.map(({ id, title, seconds, cures, undo }) => ({ id, title, seconds, cures, undo })) };
}

function warningsOf({ versions, facts }: StepContext): readonly string[] {
  const end = ended[minorOf(versions.kubernetes)];
  return [
    ...hostWarnings(facts),
    ...(end ? [`Kubernetes ${minorOf(versions.kubernetes)} has had no fixes since ${end}`] : []),
    ...(facts.firewall === 'ufw'
      ? ['ufw is active; Slipway leaves it alone: open the ports of the role yourself']
      : []),
  ];
}
