import type { ClusterSpec } from '../src/model/cluster.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { HostFacts } from '../src/model/facts.ts';
import { passed } from '../src/model/proof.ts';
import type { NodeProof, Proof } from '../src/model/proof.ts';
import { inspectAll } from './inspect.ts';
import { acting, activities } from './policies.ts';

/** Proves every node and the cluster afresh, whatever was proven before. A node that cannot be reached fails it. */
export async function verifyCluster({ spec }: { readonly spec: ClusterSpec }): Promise<Proof> {
  const { versions, nodes: plans } = (await inspectAll(spec)).plan;
  const common = { settings: settingsOf(spec), controlPlane: firstControlPlane(spec), versions };
  const reachable = plans.flatMap(({ node, facts }): readonly [string, HostFacts][] => (facts ? [[node, facts]] : []));
  const proofs = await Promise.all(
    reachable.map(async ([name, facts]): Promise<NodeProof | undefined> => {
      const host = spec.hosts.find((candidate) => candidate.name === name);
      if (!host) return undefined;
      const options = { ...acting(300), summary: `Prove user namespaces on ${name}` };
      const { proof } = await activities.runKubeStep.executeWithOptions(options, [
        { ...common, host, facts, step: 'prove-node' },
      ]);
      return proof;
    }),
  );
  const nodes = proofs.filter((proof) => proof !== undefined);
  const options = { ...acting(300), summary: 'Prove DNS, Services and pods across nodes' };
  const cluster = await activities.proveCluster.executeWithOptions(options, [
    { spec, versions, nodes: nodes.map(({ node }) => node) },
  ]);
  const proven =
    nodes.length === spec.hosts.length && nodes.every(({ checks }) => passed(checks)) && passed(cluster.proof.checks);
  return { proven, nodes, cluster: cluster.proof };
}
