import { describe, expect, test } from 'vitest';
import { firstControlPlane } from '../../../src/model/cluster.ts';
import type { ClusterSpec } from '../../../src/model/cluster.ts';
import type { HostFacts } from '../../../src/model/facts.ts';
import { duplicatesOf } from '../../../src/model/identity.ts';
import { problemsOf } from '../../../src/phases/preflight.ts';
import { spec, ubuntu } from '../../support/fixtures.ts';

const host = firstControlPlane(spec);

const cases: readonly {
  readonly name: string;
  readonly facts: Partial<HostFacts>;
  readonly problems: readonly string[];
}[] = [
  { name: 'a healthy host has no problems', facts: {}, problems: [] },
  {
    name: 'an unknown system is refused with those that are known',
    facts: { os: { id: 'alpine', like: [], version: '3.20', name: 'Alpine Linux v3.20' } },
    problems: [
      'os-unsupported Alpine Linux v3.20 is not supported; supported are fedora 40/41/42/43/44, centos 9/10, rhel 9/10, rocky 9/10, almalinux 9/10, ubuntu 22.04/24.04/26.04, debian 12/13',
    ],
  },
  {
    name: 'a version older than the supported ones is refused',
    facts: { os: { id: 'debian', like: [], version: '11', name: 'Debian GNU/Linux 11' } },
    problems: ['os-unsupported Debian GNU/Linux 11 is older than the versions that are supported: debian 12, 13'],
  },
  {
    name: 'a system with another package manager than its family has is refused',
    facts: { packageManager: 'dnf4' },
    problems: ['os-unsupported Ubuntu 24.04.1 LTS should have apt, but this host has dnf4'],
  },
  {
    name: 'a kernel without idmapped mounts on tmpfs is refused, whatever the system is called',
    facts: { kernel: '6.1.0-30', idmap: { tmpfs: 'no', '/var/lib/kubelet': 'yes', '/var/lib/containers': 'yes' } },
    problems: ['user-namespaces-missing kernel 6.1.0-30 has no idmapped mounts on tmpfs'],
  },
  {
    name: 'a system whose own kernel lacks them is taken where the kernel has them',
    facts: { os: { id: 'debian', like: [], version: '12', name: 'Debian GNU/Linux 12' } },
    problems: [],
  },
  {
    name: 'and refused where nothing can try',
    facts: {
      os: { id: 'debian', like: [], version: '12', name: 'Debian GNU/Linux 12' },
      kernel: '6.1.0-30',
      idmap: { tmpfs: 'unknown', '/var/lib/kubelet': 'unknown', '/var/lib/containers': 'unknown' },
    },
    problems: [
      'user-namespaces-missing the kernel that Debian GNU/Linux 12 ships has no idmapped mounts on tmpfs, and this host (6.1.0-30) has nothing to try it with: install python3 or perl',
    ],
  },
  {
    name: 'a host that gives nobody a user namespace is refused',
    facts: { maxUserNamespaces: 0 },
    problems: ['user-namespaces-missing user.max_user_namespaces is 0, so that nobody gets a user namespace'],
  },
  {
    name: 'cgroup v1 is nobody’s business before Kubernetes 1.35',
    facts: { cgroup: 1 },
    problems: [],
  },
  {
    name: 'a host without systemd is refused',
    facts: { systemd: 0 },
    problems: ['systemd-missing PID 1 is not systemd'],
  },
  {
    name: 'systemd without transient exec units is refused',
    facts: { systemd: 237 },
    problems: ['systemd-missing systemd is 237'],
  },
  {
    name: 'an architecture without packages is refused',
    facts: { architecture: 'riscv64' },
    problems: ['os-unsupported the architecture riscv64 has no packages'],
  },
  {
    name: 'a resolver of the host’s own that pods would be given is refused',
    facts: { resolver: 'file', nameservers: ['127.0.0.53'] },
    problems: ['resolver-loop /etc/resolv.conf names 127.0.0.53, which inside a pod is the pod itself'],
  },
  {
    name: 'a small control plane is refused for both reasons at once',
    facts: { cpus: 1, memoryMiB: 900 },
    problems: [
      'host-too-small 1 CPU; a control-plane needs 2',
      'host-too-small 900 MiB of memory; a control-plane needs 1700',
    ],
  },
  {
    name: 'a full disk is refused by its directory',
    facts: { freeMiB: { '/var': 120 } },
    problems: ['disk-full /var has 120 MiB free; 4096 are needed'],
  },
  {
    name: 'a full disk is told once, however many directories lie on it',
    facts: { freeMiB: { '/var': 120, '/var/lib/containers': 120, '/var/lib/etcd': 120 } },
    problems: ['disk-full /var has 120 MiB free; 4096 are needed'],
  },
  {
    name: 'a full disk of its own below /var is refused by its directory',
    facts: { freeMiB: { '/var': 20_000, '/var/lib/containers': 60 } },
    problems: ['disk-full /var/lib/containers has 60 MiB free; 3072 are needed'],
  },
  {
    name: 'a clock that is wrong is refused',
    facts: { clockSkewMs: -3_600_000 },
    problems: ["clock-skew the host's clock is -3600.0 s off"],
  },
  {
    name: 'a taken port is refused with the program that holds it',
    facts: { listening: { 22: 'sshd', 6443: 'haproxy' } },
    problems: ['port-taken port 6443 is in use by haproxy'],
  },
  {
    name: 'a port of another role is nobody’s business',
    facts: { listening: { 10256: 'other' } },
    problems: [],
  },
  {
    name: 'a cluster of somebody else is refused',
    facts: { kubernetesFiles: ['admin.conf', 'kubelet.conf'] },
    problems: [
      'cluster-exists /etc/kubernetes/admin.conf, /etc/kubernetes/kubelet.conf is there, and Slipway did not write it',
    ],
  },
  {
    name: 'a host of another Slipway cluster is refused',
    facts: { claimedBy: 'quay' },
    problems: ['cluster-exists the host is claimed by cluster quay'],
  },
  {
    name: 'a host of this cluster may have its ports and files',
    facts: { claimedBy: 'harbour', kubernetesFiles: ['admin.conf'], listening: { 6443: 'kube-apiserver' } },
    problems: [],
  },
];

describe('preflight of one host', () => {
  test.each(cases)('$name', ({ facts, problems }) => {
    const found = problemsOf(spec, host, { ...ubuntu, ...facts });
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual(problems);
    for (const problem of found) expect(problem.host).toBe('cp-1');
  });
});

test('cgroup v1 is refused from Kubernetes 1.35 on, unless kubelet is told to take it', () => {
  const of = (kubelet: ClusterSpec['kubernetes']['kubelet']): readonly string[] => {
    const wanted = { ...spec, kubernetes: { ...spec.kubernetes, version: '1.35', kubelet } };
    return problemsOf(wanted, host, { ...ubuntu, cgroup: 1 }).map(({ code }) => code);
  };
  expect(of({})).toEqual(['cgroup-version']);
  expect(of({ failCgroupV1: false })).toEqual([]);
});

test('two hosts with one machine-id or one network card address are both named', () => {
  const plan = (node: string, facts: HostFacts) =>
    ({ node, role: 'worker', facts, steps: [], problems: [], warnings: [] }) as const;
  const found = duplicatesOf([
    plan('w-1', { ...ubuntu, hostname: 'a', mac: 'a' }),
    plan('w-2', { ...ubuntu, hostname: 'b', mac: 'b' }),
    plan('w-3', { ...ubuntu, hostname: 'c', mac: 'a', machineId: 'x' }),
  ]);
  expect(found.map(({ host, message }) => `${host}: ${message}`)).toEqual([
    `w-1: machine-id ${ubuntu.machineId} is shared by w-1 and w-2`,
    `w-2: machine-id ${ubuntu.machineId} is shared by w-1 and w-2`,
    'w-1: network card address a is shared by w-1 and w-3',
    'w-3: network card address a is shared by w-1 and w-3',
  ]);
});
