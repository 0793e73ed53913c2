import { clocksApart } from '../src/model/clocks.ts';
import { duplicatesOf } from '../src/model/identity.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import type { Plan } from '../src/model/plan.ts';
import type { Inspection } from '../src/model/task.ts';
import { activities, inspecting } from './policies.ts';

/** Hosts per activity: the cost of a look does not grow with activities per node. */
const batch = 50;

/** A plan, and how long the looking took on the hosts. */
export interface Seen {
  readonly plan: Plan;
  readonly remoteMs: number;
}

/** Looks at all hosts and plans every node. The first batch has the control plane and finds the versions for the others. */
export async function inspectAll(spec: ClusterSpec): Promise<Seen> {
  const controlPlane = firstControlPlane(spec);
  const settings = settingsOf(spec);
  const others = spec.hosts.filter((host) => host !== controlPlane);
  const look = (hosts: readonly Host[], versions?: Inspection['versions']): Promise<Inspection> => {
    const summary =
      hosts.length === 1
        ? `Look at ${hosts[0]?.name}`
        : `Look at ${hosts.length} hosts, ${hosts[0]?.name} to ${hosts.at(-1)?.name}`;
    const task = { settings, hosts, controlPlane, ...(versions ? { versions } : {}) };
    return activities.inspectHosts.executeWithOptions({ ...inspecting, summary }, [task]);
  };

  const first = await look([controlPlane, ...others.slice(0, batch - 1)]);
  const rest: Promise<Inspection>[] = [];
  for (let index = batch - 1; index < others.length; index += batch)
    rest.push(look(others.slice(index, index + batch), first.versions));
  const followers = await Promise.all(rest);
  const nodes = [first, ...followers].flatMap((inspection) => inspection.nodes);
  const between = [...duplicatesOf(nodes), ...clocksApart(nodes)];
  const plan = {
    versions: first.versions,
    nodes: nodes.map((node) => ({
      ...node,
      problems: [...node.problems, ...between.filter(({ host }) => host === node.node)],
    })),
  };
  return { plan, remoteMs: first.remoteMs + Math.max(0, ...followers.map(({ remoteMs }) => remoteMs)) };
}
