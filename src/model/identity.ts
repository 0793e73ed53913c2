import type { HostFacts } from './facts.ts';
import type { Failure } from './failure.ts';
import type { NodePlan } from './plan.ts';

/** Identities that more than one host has. Only hosts that answered count. */
export function duplicatesOf(plans: readonly NodePlan[]): readonly Failure[] {
  const kinds = [
    ['hostname', (facts: HostFacts) => facts.hostname],
    ['machine-id', (facts: HostFacts) => facts.machineId],
    ['network card address', (facts: HostFacts) => facts.mac],
    ['product UUID', (facts: HostFacts) => facts.productUuid],
  ] as const;
  return kinds.flatMap(([kind, read]) => {
    const owners = new Map<string, string[]>();
    for (const { node, facts } of plans) {
      const value = facts ? read(facts) : '';
      if (value !== '') owners.set(value, [...(owners.get(value) ?? []), node]);
    }
    return [...owners].flatMap(([value, names]) =>
      names.length < 2
        ? []
        : names.map((host): Failure => ({
            code: 'identity-duplicate',
            message: `${kind} ${value} is shared by ${names.join(' and ')}`,
            host,
          })),
    );
  });
}
