import { cancellationSignal } from '@temporalio/activity';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import { passed } from '../src/model/proof.ts';
import type { ClusterProof } from '../src/model/proof.ts';
import type { ClusterTask } from '../src/model/task.ts';
import { proveCluster as prove } from '../src/kube/prove-cluster.ts';
import { forgetProofs } from '../src/kube/record-proof.ts';
import { removeProof } from '../src/kube/remove-proof.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/**
 * Proves what only the whole cluster shows: DNS, Services, pods across nodes. Removes the pods of the proof. Where it fails, the
 * proofs of the nodes no longer count, so that the next apply proves everything again instead of finding it unchanged.
 */
export async function proveCluster(
  { remote, clusters }: Dependencies,
  { spec, nodes, versions }: ClusterTask,
): Promise<{ readonly proof: ClusterProof; readonly remoteMs: number }> {
  const controlPlane = firstControlPlane(spec);
  const settings = settingsOf(spec);
  return failingAs({ host: controlPlane.name, step: 'prove-cluster' }, () =>
    withHeartbeats({ nodes: nodes.length }, async () => {
      const began = Date.now();
      const client = await clusters.connect(spec.name, targetOf(settings, controlPlane));
      const hosts = spec.hosts.filter(({ name }) => nodes.includes(name));
      const proof = await prove(
        { client, remote },
        { settings, hosts, kubernetes: versions.kubernetes },
        { signal: cancellationSignal() },
      );
      if (!passed(proof.checks)) await forgetProofs(client, nodes);
      await removeProof(client);
      return { proof, remoteMs: Date.now() - began };
    }),
  );
}
