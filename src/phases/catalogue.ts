import { phases } from './index.ts';
import type { HostStep, Step, StepContext } from '../steps/define-step.ts';

/** A step with the phase it belongs to. */
export interface PlacedStep {
  readonly phase: string;
  readonly step: Step;
}

const placed: readonly PlacedStep[] = phases.flatMap((phase) => phase.steps.map((step) => ({ phase: phase.id, step })));
const remedies = placed.flatMap(({ step }) => (step.kind === 'kube' ? [] : (step.remedies ?? [])));
const byId: ReadonlyMap<string, Step> = new Map(
  [...placed.map(({ step }) => step), ...remedies].map((step) => [step.id, step]),
);

/** The steps of one host, in order. */
export function stepsOf(at: StepContext): readonly PlacedStep[] {
  return placed.filter(({ step }) => step.applies(at));
}

/** A step by its id; an unknown id comes from a newer or older worker and says so. */
export function stepById(id: string): Step {
  const step = byId.get(id);
  if (!step)
    throw new Error(
      `this worker does not know the step ${id}; it runs another version than the build was planned with`,
    );
  return step;
}

/** A step that acts on the host, by its id. */
export function hostStepById(id: string): HostStep {
  const step = stepById(id);
  if (step.kind === 'kube') throw new Error(`the step ${id} acts through the Kubernetes API`);
  return step;
}
