import type { ClusterSettings, Role } from '../model/cluster.ts';

/** Ports by role; flannel's VXLAN is UDP 8472. Source: Kubernetes and flannel documentation of ports. */
const ports: Readonly<Record<Role, readonly string[]>> = {
  'control-plane': [
    '6443/tcp',
    '2379-2380/tcp',
    '10250/tcp',
    '10257/tcp',
    '10259/tcp',
    '30000-32767/tcp',
    '30000-32767/udp',
    '8472/udp',
  ],
  worker: ['10250/tcp', '10256/tcp', '30000-32767/tcp', '30000-32767/udp', '8472/udp'],
};

const head = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The zone that accepts what comes from pods and Services. */
export function firewalldZone({ network }: ClusterSettings): string {
  const sources = [network.pods, network.services].map((address) => `  <source address="${address}"/>\n`).join('');
  return `${head}<zone target="ACCEPT">\n  <short>Slipway pods</short>\n  <description>Pods and Services of the cluster.</description>\n${sources}</zone>\n`;
}

/** The service that names every port a node of this role answers on. */
export function firewalldService(role: Role): string {
  const list = ports[role]
    .map((port) => `  <port port="${port.split('/')[0]}" protocol="${port.split('/')[1]}"/>\n`)
    .join('');
  return `${head}<service>\n  <short>Slipway node</short>\n  <description>Kubernetes ${role} with flannel.</description>\n${list}</service>\n`;
}
