import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { MeshNeed } from '../model/mesh.ts';
import type { PodNetwork } from '../model/pod-network.ts';
import { cniPorts } from '../render/cni-table.ts';

type Ways = readonly MeshNeed[];

const tcp = (from: MeshNeed['from'], to: MeshNeed['to'], port: number): MeshNeed => ({
  from,
  to,
  protocol: 'tcp',
  port,
});

/** Between any two nodes, in both directions. */
const everywhere = (protocol: MeshNeed['protocol'], port: number): Ways =>
  (['control-plane', 'worker'] as const).flatMap((from) =>
    (['control-plane', 'worker'] as const).map((to) => ({ from, to, protocol, port })),
  );

/** The API server for all, etcd among control planes, kubelet for the API servers. Source: Kubernetes, "Ports and Protocols". */
const kubernetes: Ways = [
  tcp('control-plane', 'control-plane', 6443),
  tcp('worker', 'control-plane', 6443),
  tcp('control-plane', 'control-plane', 2379),
  tcp('control-plane', 'control-plane', 2380),
  tcp('control-plane', 'control-plane', 10250),
  tcp('control-plane', 'worker', 10250),
];

/** What the row of a pod network names; a protocol without ports (`ipip`) is nothing that a listener could hear. */
function podNetwork(cni: PodNetwork): Ways {
  return cniPorts(cni).flatMap((what) => {
    const [, first, last = first, protocol] = /^(\d+)(?:-(\d+))?\/(tcp|udp)$/.exec(what) ?? [];
    if (first === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return [];
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, index) => everywhere(protocol, Number(first) + index)).flat();
  });
}

/** Every way between hosts that the cluster needs, by role. */
function meshNeeds({ network }: ClusterSettings): Ways {
  return [...kubernetes, ...podNetwork(network.cni)];
}

/** The ways that lead to a host. */
export function needsTo(host: Host, settings: ClusterSettings): Ways {
  return meshNeeds(settings).filter(({ to }) => to === host.role);
}

/** The ways that lead from one host to another. */
export function needsBetween(from: Host, to: Host, settings: ClusterSettings): Ways {
  return meshNeeds(settings).filter((need) => need.from === from.role && need.to === to.role);
}
