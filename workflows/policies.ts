import { proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/**
 * Attempts that a failure of class `again` gets before the node is parked: with the back-off below about two minutes,
 * which covers a rebooting host and a mirror that is being synchronised.
 */
const retry = { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 8 } as const;

/** How soon a dead worker is noticed. */
const heartbeatTimeout = '15s';

/**
 * A cancelled activity is waited for: where its workflow ended first, it would learn only that nobody waits any more, and leave
 * its job running on the host. The SDK's documentation calls this the default; what it sends without it is `TRY_CANCEL`.
 */
const cancellationType = 'WAIT_CANCELLATION_COMPLETED';

/** Reading many hosts, of which one may boot, another one hang and the API server be silent. */
export const inspecting: ActivityOptions = { startToCloseTimeout: '8m', heartbeatTimeout, cancellationType, retry };

/** Acting on one node; the longest honest run is the step's own. */
export function acting(seconds: number): ActivityOptions {
  return { startToCloseTimeout: (seconds + 60) * 1000, heartbeatTimeout, cancellationType, retry };
}

/** The activities as workflows call them, each with its summary for the Temporal UI. */
export const activities = proxyActivities<Activities>(inspecting);

/** How the cluster as a whole is proven. */
export const provingCluster = { ...acting(420), summary: 'Prove DNS, Services and pods across nodes' } as const;
