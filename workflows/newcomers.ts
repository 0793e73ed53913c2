import * as wf from '@temporalio/workflow';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import type { Versions } from '../src/model/facts.ts';
import { nodeWorkflowId } from '../src/model/names.ts';
import { nodeAddresses } from '../src/model/node-addresses.ts';
import type { Behind, NodeResult } from '../src/model/result.ts';
import type { LetIn } from '../src/model/task.ts';
import type { Build } from './build.ts';
import { failureIn } from './failure.ts';
import { nodesAre, roleTaken } from './messages.ts';
import { acting, activities } from './policies.ts';

/** Longest honest run on one node: a look, and the slower one of the firewalls. */
const seconds = 270;

/** What machines that take a role mean for the other nodes. */
export interface Newcomers {
  /** A node's result with what was done to it on behalf of others. */
  readonly counted: (result: NodeResult) => NodeResult;
}

/**
 * Tells everybody where a machine is that takes the role of another one: nodes at work get the new list for what they still do,
 * and firewalls of nodes that stand are brought to it. They are told one list after the other, so that the newest is the last.
 */
export function newcomersOf(build: Build, spec: ClusterSpec, versions: () => Versions): Newcomers {
  let { hosts } = spec;
  let edition = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const changed = new Map<string, readonly string[]>();

  async function letIn(machine: Host): Promise<readonly LetIn[]> {
    if (spec.network.firewall === 'leave') return [];
    await build.unpaused();
    const others = hosts.filter(({ name }) => name !== machine.name);
    const settings = settingsOf({ ...spec, network: { ...spec.network, nodes: nodeAddresses(hosts) } });
    const options = { ...acting(seconds), summary: `Have the other nodes let ${machine.address} in` };
    const task = { settings, hosts: others, controlPlane: firstControlPlane(spec), versions: versions() };
    try {
      return await activities.letIn.executeWithOptions(options, [task]);
    } catch (error) {
      if (wf.isCancellation(error)) throw error;
      const { code, message } = failureIn(error, { host: machine.name, step: 'replace' });
      return others.map(({ name }) => ({ node: name, changed: [], why: `${code}: ${message}` }));
    }
  }

  async function tell(machine: Host): Promise<void> {
    const told = await build.abortable(() => letIn(machine));
    for (const { node, changed: steps } of told) changed.set(node, [...(changed.get(node) ?? []), ...steps]);
    const behind = told.flatMap(({ node, why }): readonly Behind[] => (why === undefined ? [] : [{ node, why }]));
    const word = { nodes: nodeAddresses(hosts), edition, behind };
    await wf.getExternalWorkflowHandle(nodeWorkflowId(spec.name, machine.name)).signal(nodesAre, word);
  }

  wf.setHandler(
    roleTaken,
    async (machine) => {
      hosts = hosts.map((host) => (host.name === machine.name ? machine : host));
      changed.delete(machine.name);
      edition += 1;
      const word = { nodes: nodeAddresses(hosts), edition };
      await build.pass((pool) => pool.signal(nodesAre, word));
      // A build that is stopped, or a node, waits for no answer.
      turn = turn.then(() => tell(machine)).catch(() => undefined);
      await turn;
    },
    { description: 'a machine has taken the role of another one' },
  );

  return {
    counted: (result) => {
      const more = (changed.get(result.node) ?? []).filter((step) => !result.changed.includes(step));
      if (more.length === 0) return result;
      const unchanged = result.unchanged.filter((step) => !more.includes(step));
      return { ...result, changed: [...result.changed, ...new Set(more)], unchanged };
    },
  };
}
