import type { ClusterSpec, Host } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import type { Failure, FailureCode } from '../model/failure.ts';
import { familyOf } from '../os/index.ts';
import { kernelProblems } from './kernel-problems.ts';

/** kubeadm's own minimum for a control plane, and a worker's. Source: kubeadm preflight constants. */
const smallest = { 'control-plane': { cpus: 2, memoryMiB: 1700 }, worker: { cpus: 1, memoryMiB: 700 } } as const;

/** Free MiB that packages, images and etcd need at least; folders below `/var` count where they have a file system of their own. */
const space = {
  '/usr': 1024,
  '/var': 4096,
  '/etc': 16,
  '/var/lib/containers': 3072,
  '/var/lib/etcd': 1024,
  '/var/lib/kubelet': 512,
} as const;

const ports = { 'control-plane': ['6443', '2379', '2380', '10250', '10257', '10259'], worker: ['10250'] } as const;

/** Programs of a node that Slipway itself has put there. */
const own = new Set(['kubelet', 'kube-apiserver', 'kube-controller', 'kube-scheduler', 'etcd', 'kube-proxy']);

const largestSkewMs = 10_000;

/** Everything that stands in the way of one host becoming a node. Pure: facts in, problems out. */
export function problemsOf(spec: ClusterSpec, host: Host, facts: HostFacts): readonly Failure[] {
  const problems: Failure[] = [];
  const add = (code: FailureCode, message: string): void => {
    problems.push({ code, message, host: host.name });
  };

  const system = familyOf(facts);
  if ('refused' in system) add('os-unsupported', system.refused);
  const version = 'version' in system ? system.version : undefined;
  for (const [code, message] of kernelProblems(spec, facts, version)) add(code, message);
  if (facts.systemd < 239)
    add('systemd-missing', facts.systemd === 0 ? 'PID 1 is not systemd' : `systemd is ${facts.systemd}`);
  if (facts.architecture !== 'x86_64' && facts.architecture !== 'aarch64')
    add('os-unsupported', `the architecture ${facts.architecture} has no packages`);

  const { cpus, memoryMiB } = smallest[host.role];
  if (facts.cpus < cpus) add('host-too-small', `${facts.cpus} CPU; a ${host.role} needs ${cpus}`);
  if (facts.memoryMiB < memoryMiB)
    add('host-too-small', `${facts.memoryMiB} MiB of memory; a ${host.role} needs ${memoryMiB}`);
  for (const [place, needed] of Object.entries(space)) {
    const free = facts.freeMiB[place];
    const isPartOfVar = place.startsWith('/var/') && free === facts.freeMiB['/var'];
    if (free !== undefined && free < needed && !isPartOfVar)
      add('disk-full', `${place} has ${free} MiB free; ${needed} are needed`);
  }
  if (Math.abs(facts.clockSkewMs) > largestSkewMs)
    add('clock-skew', `the host's clock is ${(facts.clockSkewMs / 1000).toFixed(1)} s off`);
  problems.push(...occupied(spec, host, facts));
  return problems;
}

function occupied(spec: ClusterSpec, host: Host, facts: HostFacts): readonly Failure[] {
  if (facts.claimedBy === spec.name) return [];
  if (facts.claimedBy !== '') {
    return [{ code: 'cluster-exists', message: `the host is claimed by cluster ${facts.claimedBy}`, host: host.name }];
  }
  if (facts.kubernetesFiles.length > 0) {
    const files = facts.kubernetesFiles.map((file) => `/etc/kubernetes/${file}`).join(', ');
    return [{ code: 'cluster-exists', message: `${files} is there, and Slipway did not write it`, host: host.name }];
  }
  return ports[host.role]
    .filter((port) => port in facts.listening && !own.has(facts.listening[port] ?? ''))
    .map((port) => ({
      code: 'port-taken',
      message: `port ${port} is in use by ${facts.listening[port] || 'an unknown program'}`,
      host: host.name,
    }));
}
