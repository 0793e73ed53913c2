import type { Failure } from './failure.ts';
import type { NodePlan } from './plan.ts';

/** Certificates of a cluster are good from the moment they are made: a host behind that refuses them. */
const furthestApartMs = 5_000;

/** Hosts whose clock is further from that of most hosts than a cluster bears. Only hosts that answered count. */
export function clocksApart(plans: readonly NodePlan[]): readonly Failure[] {
  const skews = plans.flatMap(({ node, facts }) => (facts ? [{ node, skew: facts.clockSkewMs }] : []));
  const inOrder = skews.map(({ skew }) => skew).toSorted((a, b) => a - b);
  const middle = inOrder[Math.floor((inOrder.length - 1) / 2)] ?? 0;
  return skews
    .filter(({ skew }) => Math.abs(skew - middle) > furthestApartMs)
    .map(({ node, skew }) => ({
      code: 'clock-skew',
      message: `the host's clock is ${((skew - middle) / 1000).toFixed(1)} s off those of the other hosts`,
      host: node,
    }));
}
