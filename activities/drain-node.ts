import { cancellationSignal } from '@temporalio/activity';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { drainNode as drain, uncordonNode as uncordon } from '../src/kube/drain-node.ts';
import type { Drained } from '../src/kube/drain-node.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** A node that is to be kept free of pods, or to take them again. */
export interface DrainTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
}

/** Moves the pods of a node to others before its reboot. */
export async function drainNode(
  { clusters }: Dependencies,
  { settings, host, controlPlane }: DrainTask,
): Promise<Drained> {
  return failingAs({ host: host.name, step: 'drain' }, () =>
    withHeartbeats({ host: host.name }, async () =>
      drain(await clusters.connect(settings.name, targetOf(settings, controlPlane)), host.name, cancellationSignal()),
    ),
  );
}

/** Lets pods onto a node again that `drainNode` had cordoned. */
export async function uncordonNode(
  { clusters }: Dependencies,
  { settings, host, controlPlane }: DrainTask,
): Promise<void> {
  return failingAs({ host: host.name, step: 'uncordon' }, async () =>
    uncordon(await clusters.connect(settings.name, targetOf(settings, controlPlane)), host.name),
  );
}
