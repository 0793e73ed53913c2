import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { MeshNeed } from '../model/mesh.ts';

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

/** By pod network. Sources: flannel's documentation of its VXLAN backend. */
const networks: Readonly<Record<string, Ways>> = { flannel: everywhere('udp', 8472) };

/** Every way between hosts that the cluster needs, by role. */
function meshNeeds({ network }: ClusterSettings): Ways {
  return [...kubernetes, ...(networks[network.cni.name] ?? [])];
}

/** The ways that lead to a host. */
export function needsTo(host: Host, settings: ClusterSettings): Ways {
  return meshNeeds(settings).filter(({ to }) => to === host.role);
}

/** The ways that lead from one host to another. */
export function needsBetween(from: Host, to: Host, settings: ClusterSettings): Ways {
  return meshNeeds(settings).filter((need) => need.from === from.role && need.to === to.role);
}
