import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import type { NodePlan, Plan } from '../src/model/plan.ts';
import type { NodeEnd } from '../src/model/task.ts';

/** Address of a host as the spec has it. */
export function addressOf(spec: ClusterSpec, node: string): string {
  return spec.hosts.find(({ name }) => name === node)?.address ?? '';
}

/** The end of a node that had nothing to do. */
export function unchangedNode(plan: NodePlan, spec: ClusterSpec): NodeEnd {
  return {
    result: { ...resultOf(plan, spec), state: 'done', unchanged: plan.steps.map(({ id }) => id) },
    timeline: [],
  };
}

/** The ends of the nodes that a stopped build had not come to. */
export function untouchedNodes({ nodes }: Plan, ends: readonly NodeEnd[], spec: ClusterSpec): readonly NodeEnd[] {
  return nodes
    .filter(({ node }) => !ends.some(({ result }) => result.node === node))
    .map((plan) => ({ result: { ...resultOf(plan, spec), state: 'aborted', unchanged: [] }, timeline: [] }));
}

/** The hosts of a spec where operators have let other machines take the role of some. */
export function hostsAfter(spec: ClusterSpec, ends: readonly NodeEnd[]): readonly Host[] {
  return spec.hosts.map((host) => ends.find(({ machine }) => machine?.name === host.name)?.machine ?? host);
}

function resultOf({ node, facts }: NodePlan, spec: ClusterSpec) {
  return { node, os: facts?.os.name ?? '', address: addressOf(spec, node), changed: [], unfinished: [] } as const;
}
