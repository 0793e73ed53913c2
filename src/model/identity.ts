import type { HostFacts } from './facts.ts';
import type { Failure } from './failure.ts';
import type { NodePlan } from './plan.ts';

/** What tells a host from others, by kind; '' tells nothing. */
export interface Identity {
  readonly host: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The identity of a host that answered. */
export function identityOf(host: string, facts: HostFacts): Identity {
  const { hostname, machineId, mac, productUuid } = facts;
  return {
    host,
    values: { hostname, 'machine-id': machineId, 'network card address': mac, 'product UUID': productUuid },
  };
}

/** Everything that hosts share and that should be theirs alone, told of each of them. */
export function sharedIdentities(identities: readonly Identity[]): readonly Failure[] {
  const owners = new Map<string, readonly string[]>();
  for (const { host, values } of identities) {
    for (const [kind, value] of Object.entries(values)) {
      const what = `${kind} ${value}`;
      if (value !== '') owners.set(what, [...(owners.get(what) ?? []), host]);
    }
  }
  return [...owners].flatMap(([what, hosts]) =>
    hosts.length < 2
      ? []
      : hosts.map((host): Failure => ({
          code: 'identity-duplicate',
          message: `${what} is shared by ${hosts.join(' and ')}`,
          host,
        })),
  );
}

/** Identities that more than one host of a plan has. Only hosts that answered count. */
export function duplicatesOf(plans: readonly NodePlan[]): readonly Failure[] {
  return sharedIdentities(plans.flatMap(({ node, facts }) => (facts ? [identityOf(node, facts)] : [])));
}
