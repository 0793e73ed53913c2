import type { Host } from '../src/model/cluster.ts';
import type { Retired } from '../src/model/result.ts';
import type { ConvergeNodeInput, Replacement } from '../src/model/task.ts';
import { acting, activities, inspecting } from './policies.ts';
import { refused } from './refusal.ts';

/** A reset that is given four minutes by the host itself, and a look whether the machine answers at all. */
const retireSeconds = 330;

/** Another machine for a node's role. */
export interface Replacing {
  readonly mayReplace: (machine: Replacement) => void;
  readonly candidate: (machine: Replacement) => Promise<Host>;
  /** Takes the node off the machine that had the role; the Node object is gone afterwards. */
  readonly retire: () => Promise<Retired>;
}

/** What it takes to let another machine have the role of `current()`. */
export function replacing(input: ConvergeNodeInput, current: () => Host): Replacing {
  const { settings, controlPlane, versions } = input;
  return {
    mayReplace: ({ address }) => {
      const { name, role, address: now } = current();
      if (role !== 'worker')
        throw refused(`${name} is a control plane: its address is in certificates and on every node; reset and apply`);
      if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) throw refused(`${address} is not an IPv4 address`);
      if (address === controlPlane.address) throw refused(`${address} is ${controlPlane.name}, the control plane`);
      if (address === now) throw refused(`${address} is the machine that is parked: \`retry\` looks at it again`);
    },
    candidate: async ({ address, port }) => {
      const { port: _port, ...host } = current();
      const machine = { ...host, address, ...(port === undefined ? {} : { port }) };
      const options = { ...inspecting, summary: `Look at ${address}, which is to become ${host.name}` };
      const { nodes } = await activities.inspectHosts.executeWithOptions(options, [
        { settings, hosts: [machine], controlPlane, versions },
      ]);
      const [seen] = nodes;
      const refusal = `${address} cannot take the role of ${host.name}`;
      if (seen?.facts?.claimedBy === settings.name)
        throw refused(`${refusal}: it is a node of ${settings.name} already`);
      // That the cluster knows the node as the machine it was is what is to change.
      const problems = (seen?.problems ?? []).filter(({ code }) => code !== 'node-elsewhere');
      if (problems.length > 0)
        throw refused(`${refusal}: ${problems.map(({ message }) => message).join('; ')}`, problems);
      return machine;
    },
    retire: () => {
      const host = current();
      const options = { ...acting(retireSeconds), summary: `Take ${host.name} off ${host.address}` };
      return activities.retireHost.executeWithOptions(options, [{ settings, host, controlPlane }]);
    },
  };
}
