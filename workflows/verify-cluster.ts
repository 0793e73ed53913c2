import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { HostFacts } from '../src/model/facts.ts';
import { passed } from '../src/model/proof.ts';
import type { NodeProof, Proof } from '../src/model/proof.ts';
import { inspectAll } from './inspect.ts';
import { acting, activities, provingCluster } from './policies.ts';
import { rebootNode } from './reboot-node.ts';

/** What a verification starts from. */
export interface VerifyInput {
  readonly spec: ClusterSpec;
  /** Nodes to reboot before they are proven, one at a time, in this order. */
  readonly reboot?: readonly string[];
}

/** Proves every node and the cluster afresh, whatever was proven before. A node that cannot be reached fails it. */
export async function verifyCluster({ spec, reboot = [] }: VerifyInput): Promise<Proof> {
  const { versions, nodes: plans } = (await inspectAll(spec)).plan;
  const common = { settings: settingsOf(spec), controlPlane: firstControlPlane(spec), versions };
  const reachable = spec.hosts.flatMap((host): readonly { readonly host: Host; readonly facts: HostFacts }[] => {
    const facts = plans.find(({ node }) => node === host.name)?.facts;
    return facts ? [{ host, facts }] : [];
  });

  const rebooted = new Map<string, NodeProof>();
  for (const name of reboot) {
    const node = reachable.find(({ host }) => host.name === name);
    const proof = node && (await rebootNode({ ...common, ...node }));
    if (!proof || !passed(proof.checks))
      return { proven: false, nodes: [...rebooted.values(), ...(proof ? [proof] : [])], cluster: { checks: [] } };
    rebooted.set(name, proof);
  }

  const proofs = await Promise.all(
    reachable.map(async ({ host, facts }): Promise<NodeProof | undefined> => {
      const known = rebooted.get(host.name);
      if (known) return known;
      const options = { ...acting(300), summary: `Prove user namespaces on ${host.name}` };
      const { proof } = await activities.runKubeStep.executeWithOptions(options, [
        { ...common, host, facts, step: 'prove-node' },
      ]);
      return proof;
    }),
  );
  const nodes = proofs.filter((proof) => proof !== undefined);
  const cluster = await activities.proveCluster.executeWithOptions(provingCluster, [
    { spec, versions, nodes: nodes.map(({ node }) => node) },
  ]);
  const proven =
    nodes.length === spec.hosts.length && nodes.every(({ checks }) => passed(checks)) && passed(cluster.proof.checks);
  return { proven, nodes, cluster: cluster.proof };
}
