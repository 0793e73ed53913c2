import type { ClusterSettings, Role } from '../model/cluster.ts';
import { firewallPorts } from './firewall-ports.ts';

const head = '<?xml version="1.0" encoding="utf-8"?>\n';

/** Names of what Slipway adds to firewalld. */
export const firewalldNames = {
  pods: 'slipway-pods',
  open: 'slipway-node',
  between: 'slipway-peers',
  nodes: 'slipway-nodes',
};

/** The rule, in the zone of the node's own interface, by which nodes reach each other's ports. */
export const peersRule = `rule family="ipv4" source ipset="${firewalldNames.nodes}" service name="${firewalldNames.between}" accept`;

/** The zone that accepts what comes from pods and Services. */
export function firewalldZone({ network }: ClusterSettings): string {
  const sources = [network.pods, network.services].map((address) => `  <source address="${address}"/>\n`).join('');
  return `${head}<zone target="ACCEPT">\n  <short>Slipway pods</short>\n  <description>Pods and Services of the cluster.</description>\n${sources}</zone>\n`;
}

/** The service that names every port a node of this role answers everybody on, or other nodes. */
export function firewalldService(role: Role, settings: ClusterSettings, to: 'open' | 'between'): string {
  const list = firewallPorts(role, settings)[to].map(opened).join('');
  const whom = to === 'open' ? 'for everybody' : `between nodes, with ${settings.network.cni.name}`;
  return `${head}<service>\n  <short>Slipway node</short>\n  <description>Kubernetes ${role} ${whom}.</description>\n${list}</service>\n`;
}

/** The addresses of all nodes. */
export function firewalldNodes({ network }: ClusterSettings): string {
  const entries = network.nodes.map((address) => `  <entry>${address}</entry>\n`).join('');
  return `${head}<ipset type="hash:net">\n  <short>Slipway nodes</short>\n${entries}</ipset>\n`;
}

function opened(what: string): string {
  const [port, protocol] = what.split('/');
  return protocol ? `  <port port="${port}" protocol="${protocol}"/>\n` : `  <protocol value="${what}"/>\n`;
}
