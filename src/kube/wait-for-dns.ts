import type { V1Deployment } from '@kubernetes/client-node';
import { isRolledOut } from '../model/cluster-state.ts';
import type { Rollout } from '../model/cluster-state.ts';
import { SlipwayError } from '../model/failure.ts';
import type { ClusterClient } from './cluster-client.ts';
import { deploymentRollout, dnsDeployment } from './cluster-state.ts';
import { deploymentsOf } from './collections.ts';
import { waitUntil } from './wait-until.ts';
import type { WaitOptions } from './wait-until.ts';

/** Waits until cluster DNS is rolled out. Error: `network-not-ready`. */
export async function waitForDns(client: ClusterClient, options?: WaitOptions): Promise<Rollout> {
  const rollouts = (items: readonly V1Deployment[]): Rollout | undefined => items.map(deploymentRollout)[0];
  return waitUntil<V1Deployment, Rollout>(
    client,
    {
      collection: deploymentsOf('kube-system'),
      fieldSelector: `metadata.name=${dnsDeployment}`,
      until: (items) => {
        const rollout = rollouts(items);
        return rollout && isRolledOut(rollout) ? rollout : undefined;
      },
      missing: (items) => {
        const rollout = rollouts(items);
        return rollout ? `${rollout.ready} of ${rollout.desired} replicas are ready` : 'there is no deployment';
      },
      late: (missing, seconds) =>
        new SlipwayError('network-not-ready', `cluster DNS is not ready after ${seconds} s: ${missing}`),
    },
    options,
  );
}
