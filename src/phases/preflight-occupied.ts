import type { Role } from '../model/cluster.ts';
import type { Sight } from '../model/preflight.ts';
import { fine, found } from './preflight-check.ts';
import type { CheckContext, HostCheck } from './preflight-check.ts';

const ports: Readonly<Record<Role, readonly string[]>> = {
  'control-plane': ['6443', '2379', '2380', '10250', '10257', '10259'],
  worker: ['10250'],
};

/** Programs of a node that Slipway itself has put there. */
const own = new Set(['kubelet', 'kube-apiserver', 'kube-controller', 'kube-scheduler', 'etcd', 'kube-proxy']);

/** UDP port of flannel's VXLAN; the kernel itself holds it on a node, and then no program is named. */
const vxlan = '8472';

/** What is on the host already. */
export const occupiedChecks: readonly HostCheck[] = [
  {
    id: 'occupied',
    title: 'Other clusters and ports that are taken',
    look: (at) => occupied(at),
  },
  {
    id: 'leftovers',
    title: 'Leftovers of a cluster: files, interfaces, firewall rules',
    look: ({ spec, facts, survey }) => {
      if (!survey) return [];
      if (facts.claimedBy === spec.name) return [fine('the host belongs to this cluster')];
      return survey.leftovers.length > 0
        ? [found('leftovers-found', survey.leftovers.join(', '))]
        : [fine('no trace of a cluster')];
    },
  },
  {
    id: 'runtimes',
    title: 'Other container runtimes and distributions of Kubernetes',
    look: ({ survey }) => {
      if (!survey) return [];
      return survey.runtimes.length > 0
        ? [found('runtime-found', `active: ${survey.runtimes.join(', ')}`)]
        : [fine('none is active')];
    },
  },
];

function occupied({ spec, host, facts, survey }: CheckContext): readonly Sight[] {
  if (facts.claimedBy === spec.name) {
    const { node } = facts.claim;
    if (node === '' || node === host.name) return [fine(`claimed by ${spec.name}`)];
    return [found('host-taken', `the machine is the node ${node} of ${spec.name} already`)];
  }
  if (facts.claimedBy !== '') return [found('cluster-exists', `the host is claimed by cluster ${facts.claimedBy}`)];
  if (facts.kubernetesFiles.length > 0) {
    const files = facts.kubernetesFiles.map((file) => `/etc/kubernetes/${file}`).join(', ');
    return [found('cluster-exists', `${files} is there, and Slipway did not write it`)];
  }
  const taken = ports[host.role]
    .filter((port) => port in facts.listening && !own.has(facts.listening[port] ?? ''))
    .map((port) => found('port-taken', `port ${port} is in use by ${facts.listening[port] || 'an unknown program'}`));
  const udp = survey?.udp[vxlan];
  if (udp) taken.push(found('port-taken', `UDP port ${vxlan} is in use by ${udp}`));
  return taken.length > 0 ? taken : [fine(`free: ${ports[host.role].join(', ')}`)];
}
