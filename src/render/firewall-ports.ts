import type { ClusterSettings, Role } from '../model/cluster.ts';
import { cniPorts } from './cni-table.ts';

const nodePorts = ['30000-32767/tcp', '30000-32767/udp'] as const;

/** What anybody may reach: the API server, and Services of the kind NodePort. */
const open: Readonly<Record<Role, readonly string[]>> = {
  'control-plane': ['6443/tcp', ...nodePorts],
  worker: nodePorts,
};

/** What nodes ask of each other, by role. Those of the pod network are in its row. Source: Kubernetes documentation of ports. */
const between: Readonly<Record<Role, readonly string[]>> = {
  'control-plane': ['2379-2380/tcp', '10250/tcp', '10257/tcp', '10259/tcp'],
  worker: ['10250/tcp', '10256/tcp'],
};

/** Ports, as `PORT/PROTOCOL`, and protocols that a node of a role answers everybody on, and those it answers other nodes on. */
export function firewallPorts(
  role: Role,
  { network }: ClusterSettings,
): { readonly open: readonly string[]; readonly between: readonly string[] } {
  return { open: open[role], between: [...between[role], ...cniPorts(network.cni)] };
}
