import { nodeNamed } from '../src/model/cluster-state.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec } from '../src/model/cluster.ts';
import type { Proof } from '../src/model/proof.ts';
import { clusterState } from '../src/kube/cluster-state.ts';
import { recordedProof } from '../src/proof/recorded-proof.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';

/** Nodes whose proof is to be read, each with the boot that it must stem from. */
export interface RecallTask {
  readonly spec: ClusterSpec;
  readonly bootIds: Readonly<Record<string, string>>;
}

/** The proofs that the Nodes carry: what an apply that changes nothing answers with. */
export async function recallProof({ clusters }: Dependencies, { spec, bootIds }: RecallTask): Promise<Proof> {
  const controlPlane = firstControlPlane(spec);
  const settings = settingsOf(spec);
  return failingAs({ host: controlPlane.name }, async () => {
    const client = await clusters.connect(spec.name, targetOf(settings, controlPlane));
    const state = await clusterState(client, settings.network.cni);
    const nodes = Object.entries(bootIds).flatMap(([name, bootId]) => {
      const node = nodeNamed(state, name);
      const proof = node && recordedProof(node, { settings, bootId });
      return proof ? [proof] : [];
    });
    return { proven: nodes.length === Object.keys(bootIds).length, nodes, cluster: { checks: [] } };
  });
}
