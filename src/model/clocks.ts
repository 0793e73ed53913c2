import type { Failure } from './failure.ts';
import type { NodePlan } from './plan.ts';

/** By how many milliseconds a clock is ahead of the worker's, at least and at most; the narrower, the faster the answer. */
export type ClockRange = readonly [number, number];

/** The clock of a host that answered. */
export interface HostClock {
  readonly host: string;
  readonly range: ClockRange;
}

/** Certificates of a cluster are good from the moment they are made: a host behind that refuses them. */
const furthestApartMs = 5_000;

/** The smallest skew that a range allows; negative where the clock is behind. */
export function nearestTo(middle: number, [least, most]: ClockRange): number {
  return Math.min(Math.max(middle, least), most) - middle;
}

/** What two answers of one host leave possible; the narrower one where they contradict each other, as a clock that is set would. */
export function both(one: ClockRange, other: ClockRange): ClockRange {
  const [least, most] = [Math.max(one[0], other[0]), Math.min(one[1], other[1])];
  if (least <= most) return [least, most];
  return one[1] - one[0] < other[1] - other[0] ? one : other;
}

/** Hosts whose clock is certainly further from that of most hosts than a cluster bears. */
export function clocksOff(clocks: readonly HostClock[]): readonly Failure[] {
  const middle = mostAgreeOn(clocks);
  return clocks.flatMap(({ host, range }): readonly Failure[] => {
    const skew = nearestTo(middle, range);
    if (Math.abs(skew) <= furthestApartMs) return [];
    const message = `the host's clock is ${(skew / 1000).toFixed(1)} s off those of the other hosts`;
    return [{ code: 'clock-skew', message, host }];
  });
}

/** The skew that fits most hosts, give or take half of what a cluster bears; of several, the one nearest to the worker's clock. */
function mostAgreeOn(clocks: readonly HostClock[]): number {
  const fits = (skew: number): number =>
    clocks.filter(({ range }) => Math.abs(nearestTo(skew, range)) <= furthestApartMs / 2).length;
  return [0, ...clocks.flatMap(({ range }) => range)]
    .map((skew) => ({ skew, count: fits(skew) }))
    .reduce((best, one) =>
      one.count > best.count || (one.count === best.count && Math.abs(one.skew) < Math.abs(best.skew)) ? one : best,
    ).skew;
}

/** The same of the hosts of a plan. Only hosts that answered count. */
export function clocksApart(plans: readonly NodePlan[]): readonly Failure[] {
  return clocksOff(
    plans.flatMap(({ node, facts }) => {
      if (!facts) return [];
      const { clockSkewMs, clockRangeMs = [clockSkewMs, clockSkewMs] } = facts;
      return [{ host: node, range: clockRangeMs }];
    }),
  );
}
