import type { ClusterSpec, Host } from '../../src/model/cluster.ts';
import { settingsOf } from '../../src/model/cluster.ts';
import type { HostFacts, Versions } from '../../src/model/facts.ts';
import { familyOf } from '../../src/os/index.ts';
import type { StepContext } from '../../src/steps/define-step.ts';

/** A control plane and two workers, as a parsed spec. */
export const spec: ClusterSpec = {
  name: 'harbour',
  kubernetes: {
    version: '1.30',
    ignorePreflightErrors: ['Mem'],
    kubeProxy: { conntrack: { maxPerCore: 0 } },
    kubelet: {},
  },
  userNamespaces: { firstId: 589_824, podsPerNode: 110 },
  network: {
    pods: '10.244.0.0/16',
    services: '10.96.0.0/16',
    cni: { name: 'flannel', version: 'v0.28.9' },
    nodes: ['192.0.2.11', '192.0.2.12', '192.0.2.13'],
    firewall: 'manage',
  },
  ssh: { user: 'ops', port: 22, key: { agent: true }, knownHosts: '/home/ops/.ssh/known_hosts' },
  mirrors: {
    kubernetes: {
      url: 'http://mirror.example/core:/stable:/v{minor}',
      fingerprint: 'DE15B14486CD377B9E876E1A234654DA9A296436',
    },
    crio: { url: 'http://mirror.example/cri-o/v{minor}/', fingerprint: '85B67D5C50100B1AC8CEFE49CBA9C85640A2B579' },
    installProvenFiles: false,
    images: { 'registry.k8s.io': { location: 'mirror.example:5000', insecure: true } },
  },
  verification: { image: 'docker.io/library/busybox:1.37' },
  hosts: [
    { name: 'cp-1', address: '192.0.2.11', role: 'control-plane' },
    { name: 'w-1', address: '192.0.2.12', role: 'worker', labels: { zone: 'a' } },
    { name: 'w-2', address: '192.0.2.13', role: 'worker' },
  ],
};

/** The hosts of that spec, with so many workers. */
export function hostsWith(workers: number): readonly Host[] {
  const more = Array.from({ length: Math.max(0, workers - 2) }, (_, index): Host => {
    return { name: `w-${index + 3}`, address: `192.0.2.${index + 23}`, role: 'worker' };
  });
  return [...spec.hosts, ...more];
}

/** Exact versions of that spec. */
export const versions: Versions = { kubernetes: '1.30.4', crio: '1.30.5' };

/** A healthy Ubuntu host without anything on it. */
export const ubuntu: HostFacts = {
  os: { id: 'ubuntu', like: ['debian'], version: '24.04', name: 'Ubuntu 24.04.1 LTS' },
  kernel: '6.8.0-49-generic',
  architecture: 'x86_64',
  cpus: 2,
  memoryMiB: 4096,
  systemd: 255,
  packageManager: 'apt',
  cgroup: 2,
  selinux: 'disabled',
  apparmor: true,
  idmap: { tmpfs: 'yes', '/var/lib/kubelet': 'yes', '/var/lib/containers': 'yes' },
  maxUserNamespaces: 63_000,
  resolver: 'systemd-resolved',
  nameservers: ['192.0.2.1'],
  networkManagers: ['systemd-networkd'],
  firewall: 'none',
  hostname: 'cp-1',
  machineId: '4f7c1d0f3b9c4a55a4c1a6a7a8b9c0d1',
  productUuid: '',
  mac: '02:00:00:00:00:11',
  bootId: 'b-1',
  freeMiB: { '/etc': 20_000, '/usr': 20_000, '/var': 20_000 },
  modules: ['vxlan'],
  listening: { 22: 'sshd' },
  claimedBy: '',
  claim: { node: '', since: '', build: '' },
  kubernetesFiles: [],
  clockSkewMs: 12,
};

/** A healthy CentOS Stream host with firewalld and without systemd-resolved. */
export const centos: HostFacts = {
  ...ubuntu,
  os: { id: 'centos', like: ['rhel', 'fedora'], version: '9', name: 'CentOS Stream 9' },
  packageManager: 'dnf4',
  selinux: 'enforcing',
  apparmor: false,
  resolver: 'file',
  networkManagers: ['NetworkManager'],
  firewall: 'firewalld',
  hostname: 'w-1',
  machineId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
};

/** A healthy Fedora host with firewalld, dnf 5 and zram. */
export const fedora: HostFacts = {
  ...centos,
  os: { id: 'fedora', like: [], version: '44', name: 'Fedora Linux 44 (Server Edition)' },
  packageManager: 'dnf5',
  resolver: 'systemd-resolved',
  machineId: '1b2c3d4e5f60718293a4b5c6d7e8f90a',
};

/** The context of a step on a host of the spec. */
export function contextFor(name: string, facts: HostFacts): StepContext {
  const host = hostsWith(9).find((candidate) => candidate.name === name);
  const [controlPlane] = spec.hosts;
  const family = familyOf(facts);
  if (!host || !controlPlane || 'refused' in family) throw new Error('the fixture has this host and system');
  return { settings: settingsOf(spec), host, controlPlane, facts, versions, family: family.family };
}
