import type { PlannedStep } from '../src/model/plan.ts';

/** Steps that one activity does: a job or a kube step alone, neighbouring quick ones together. */
export type StepGroup = readonly [PlannedStep, ...PlannedStep[]];

/** The groups of a plan's open steps, in order; a step that waits for a milestone starts a group of its own. */
export function groupsOf(steps: readonly PlannedStep[]): readonly StepGroup[] {
  const groups: [PlannedStep, ...PlannedStep[]][] = [];
  for (const step of steps) {
    if (step.state === 'ok') continue;
    const last = groups.at(-1);
    const joins =
      last &&
      step.kind === 'quick' &&
      last[0].kind === 'quick' &&
      last[0].phase === step.phase &&
      !step.after &&
      !last.at(-1)?.reaches;
    if (joins) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** What is shown while a group runs. */
export function titleOf(group: StepGroup): string {
  const more = group.length - 1;
  return more === 0 ? group[0].title : `${group[0].title} (+${more} more)`;
}
