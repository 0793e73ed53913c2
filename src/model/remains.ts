import type { NodePlan } from './plan.ts';
import type { NodeResult, Remains, RemedyUse } from './result.ts';

/** A row per step that began on any node, in the order of the build. */
export function remainsOf(plans: readonly NodePlan[], results: readonly NodeResult[]): readonly Remains[] {
  const rows = new Map<string, Remains>();
  for (const { steps } of plans) {
    for (const { id, title, undo } of steps.flatMap((step) => [step, ...(step.remedies ?? [])])) {
      if (rows.has(id)) continue;
      const that = (read: (result: NodeResult) => readonly string[]): readonly string[] =>
        results.filter((result) => read(result).includes(id)).map(({ node }) => node);
      rows.set(id, {
        step: id,
        title,
        undo,
        nodes: that(({ changed, remedies = [] }) => [...changed, ...remedies.flatMap(changing)]),
        unfinished: that(({ unfinished }) => unfinished),
      });
    }
  }
  return [...rows.values()].filter(({ nodes, unfinished }) => nodes.length + unfinished.length > 0);
}

function changing({ remedy, outcome }: RemedyUse): readonly string[] {
  return outcome === 'unchanged' ? [] : [remedy];
}
