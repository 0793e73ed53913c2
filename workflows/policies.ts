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

/** Reading many hosts. */
export const inspecting: ActivityOptions = { startToCloseTimeout: '5m', heartbeatTimeout, retry };

/** Acting on one node; the longest honest run is the step's own. */
export function acting(seconds: number): ActivityOptions {
  return { startToCloseTimeout: (seconds + 60) * 1000, heartbeatTimeout, retry };
}

/** The activities as workflows call them, each with its summary for the Temporal UI. */
export const activities = proxyActivities<Activities>(inspecting);
