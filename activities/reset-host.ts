import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { SlipwayError } from '../src/model/failure.ts';
import type { Job } from '../src/remote/remote.ts';
import { sh } from '../src/shell/sh.ts';
import { saidFailure, saidOutcome } from '../src/steps/records.ts';
import { resetScript } from '../src/steps/reset-host.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** One host of a cluster that is taken apart. */
export interface ResetTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
}

/** Takes Kubernetes off one host, with the Node object where the cluster still answers. Gives `clean` where nothing was. */
export async function resetHost(
  { remote }: Dependencies,
  { settings, host, controlPlane }: ResetTask,
): Promise<'reset' | 'clean'> {
  const target = targetOf(settings, host);
  return failingAs({ host: host.name, step: 'reset' }, () =>
    withHeartbeats({ host: host.name }, async () => {
      if (host.name !== controlPlane.name) {
        const forget = sh`kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout 10s delete node ${host.name} --ignore-not-found`;
        await remote.run(targetOf(settings, controlPlane), forget, { seconds: 20 }).catch(() => undefined);
      }
      const job: Job = {
        slot: `${settings.name}-reset`,
        script: resetScript(settings.name),
        fence: fenceNow(),
        seconds: 240,
      };
      const { tail, exit } = await remote.follow(target, job, { signal: cancellationSignal() });
      const said = saidOutcome(tail);
      const named = saidFailure(tail);
      if (!said)
        throw new SlipwayError(
          named?.code ?? 'step-failed',
          named?.message ?? `the reset ended with ${JSON.stringify(exit)}`,
          { tail },
        );
      await remote.run(target, sh`rm -rf ${['/var/lib/slipway', '/run/slipway']}`);
      return said.outcome === 'changed' ? 'reset' : 'clean';
    }),
  );
}

/** Resets of one host follow each other in time, and an attempt is newer than those before it. */
function fenceNow(): number {
  const { scheduledTimestampMs, attempt } = activityInfo();
  return Math.floor(scheduledTimestampMs / 1000) * 100 + attempt;
}
