import { cancellationSignal } from '@temporalio/activity';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { waitForApi } from '../src/kube/wait-for-api.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Waits until the API server of a control plane serves again. */
export async function awaitApi(
  { clusters }: Dependencies,
  { settings, controlPlane }: { readonly settings: ClusterSettings; readonly controlPlane: Host },
): Promise<void> {
  return failingAs({ host: controlPlane.name, step: 'await-api' }, () =>
    withHeartbeats({ host: controlPlane.name }, async () =>
      waitForApi(await clusters.connect(settings.name, targetOf(settings, controlPlane)), cancellationSignal()),
    ),
  );
}
