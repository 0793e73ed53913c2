import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { SlipwayError } from '../src/model/failure.ts';
import type { Job, Remote, Target } from '../src/remote/remote.ts';
import { sh } from '../src/shell/sh.ts';
import type { Shell } from '../src/shell/sh.ts';
import { saidFailure, saidOutcome } from '../src/steps/records.ts';
import { resetScript } from '../src/steps/reset-host.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';
import { outcomeIsLost } from './settle-job.ts';

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
        // The host may have been replaced: the Node object of that name is then another machine's.
        const { stdout } = await remote.run(target, sh`cat /etc/machine-id`, { seconds: 60 });
        const forget = forgetScript(host.name, stdout.trim());
        await remote.run(targetOf(settings, controlPlane), forget, { seconds: 20 }).catch(() => undefined);
      }
      return takeDown(remote, target, settings.name);
    }),
  );
}

/** Removes a Node object, where a machine-id is given only that of this machine; does nothing where there is no cluster yet. */
export function forgetScript(node: string, machineId = ''): Shell {
  return sh`
    [ -s /etc/kubernetes/admin.conf ] || exit 0
    api() { kubectl --kubeconfig /etc/kubernetes/admin.conf --cache-dir /run/slipway/kubectl --request-timeout 10s "$@"; }
    owner=$(api get node ${node} --ignore-not-found -o ${'jsonpath={.status.nodeInfo.machineID}'}) || exit 1
    if [ -n ${machineId} ] && [ -n "$owner" ] && [ "$owner" != ${machineId} ]; then exit 0; fi
    api delete node ${node} --ignore-not-found`;
}

/** Runs the reset on a host to its end. `patience`: seconds that a host may be silent meanwhile. */
export async function takeDown(
  remote: Remote,
  target: Target,
  cluster: string,
  options: { readonly patience?: number } = {},
): Promise<'reset' | 'clean'> {
  const job: Job = {
    slot: `${cluster}-reset`,
    script: resetScript(cluster),
    fence: fenceNow(),
    run: decidedAt(),
    seconds: 240,
  };
  const { tail, exit } = await remote
    .follow(target, job, { signal: cancellationSignal(), ...options })
    .catch(async (error: unknown) => {
      // It may run again: the claim goes last. Once the host has forgotten this run, the next attempt begins another.
      if (outcomeIsLost(error) && !cancellationSignal().aborted) await remote.acknowledge(target, job);
      throw error;
    });
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
}

/** A reset that failed is run once more when somebody asks for it again, not when its answer was lost. */
function decidedAt(): number {
  return Math.floor(activityInfo().scheduledTimestampMs / 1000);
}

/** Resets of one host follow each other in time, and an attempt is newer than those before it. */
function fenceNow(): number {
  return decidedAt() * 100 + activityInfo().attempt;
}
