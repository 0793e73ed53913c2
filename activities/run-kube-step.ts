import { cancellationSignal } from '@temporalio/activity';
import { SlipwayError } from '../src/model/failure.ts';
import type { NodeProof } from '../src/model/proof.ts';
import { passed } from '../src/model/proof.ts';
import type { StepOutcome } from '../src/model/result.ts';
import type { NodeTask } from '../src/model/task.ts';
import { applyObjects } from '../src/kube/apply-objects.ts';
import type { ClusterClient } from '../src/kube/cluster-client.ts';
import { prepareProof } from '../src/kube/proof-commons.ts';
import { proveNode } from '../src/kube/prove-node.ts';
import { recordProof } from '../src/kube/record-proof.ts';
import { setNode } from '../src/kube/set-node.ts';
import { waitForNode } from '../src/kube/wait-for-node.ts';
import { cniObjects } from '../src/render/cni-objects.ts';
import { readManifest } from './read-manifest.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** One step through the Kubernetes API. `boot`: id of the boot in which the node must be Ready, where it was rebooted for the step. */
export interface KubeStepTask extends NodeTask {
  readonly step: string;
  readonly boot?: string;
}

/** What a step through the Kubernetes API came to. */
export interface KubeStepEnd {
  readonly outcome: StepOutcome;
  readonly proof?: NodeProof;
}

type Done = { readonly changed: boolean; readonly detail: string; readonly proof?: NodeProof };
type Action = (deps: Dependencies, client: ClusterClient, task: KubeStepTask) => Promise<Done>;

const actions: Readonly<Record<string, Action>> = {
  'install-cni': async (_deps, client, { settings, controlPlane }) => {
    const manifest = await readManifest(settings.network.cni);
    const [applied] = await Promise.all([
      applyObjects(client, cniObjects(manifest, { settings, controlPlane })),
      prepareProof(client),
    ]);
    const changed = applied.filter((object) => object.changed).length;
    return { changed: changed > 0, detail: `${changed} of ${applied.length} objects changed` };
  },
  'wait-node-ready': async (_deps, client, { host, boot }) => {
    await waitForNode(client, host.name, { signal: cancellationSignal(), ...(boot === undefined ? {} : { boot }) });
    const changed = await setNode(client, host);
    return { changed: true, detail: changed ? 'labels and taints set' : 'the node is Ready' };
  },
  'prove-node': async ({ remote }, client, { settings, host, controlPlane, facts }) => {
    const task = { settings, host, controlPlane, os: facts.os.name, bootId: facts.bootId };
    const proof = await proveNode({ client, remote }, task, { signal: cancellationSignal() });
    const failed = proof.checks.filter((check) => !check.passed);
    if (failed.length > 0 || !passed(proof.checks)) {
      const message = failed
        .map(({ title, expected, seen }) => `${title}: expected ${expected}, saw ${seen}`)
        .join('; ');
      throw new SlipwayError('proof-failed', message, { tail: JSON.stringify(failed, null, 2) });
    }
    await recordProof(client, proof, settings);
    return { changed: true, detail: `uid_map ${proof.uidMap.join(' ')}`, proof };
  },
};

/** Does one step through the Kubernetes API: a table row per step id. */
export async function runKubeStep(deps: Dependencies, task: KubeStepTask): Promise<KubeStepEnd> {
  const { step, settings, host, controlPlane } = task;
  return failingAs({ host: host.name, step }, () =>
    withHeartbeats({ step }, async () => {
      const action = actions[step];
      if (!action) throw new SlipwayError('step-failed', `this worker does not know the step ${step}`);
      const began = Date.now();
      const client = await deps.clusters.connect(settings.name, targetOf(settings, controlPlane));
      const { changed, detail, proof } = await action(deps, client, task);
      const outcome = {
        step,
        outcome: changed ? 'changed' : 'unchanged',
        detail,
        remoteMs: Date.now() - began,
      } as const;
      return { outcome, ...(proof ? { proof } : {}) };
    }),
  );
}
