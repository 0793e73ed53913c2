import { expect, test } from 'vitest';
import { firstControlPlane } from '../../../src/model/cluster.ts';
import type { ClusterSpec } from '../../../src/model/cluster.ts';
import type { HostFacts } from '../../../src/model/facts.ts';
import type { HostSurvey } from '../../../src/model/survey.ts';
import { problemsOf, sightsOf } from '../../../src/phases/preflight.ts';
import { centos, spec, ubuntu } from '../../support/fixtures.ts';
import { healthy } from '../../support/preflight-fixtures.ts';

const host = firstControlPlane(spec);
const gone = { url: 'http://m/deb/Packages', status: 0, error: 'curl: (7) refused', seconds: 5 };

const cases: readonly {
  readonly name: string;
  readonly survey?: Partial<HostSurvey>;
  readonly facts?: Partial<HostFacts>;
  readonly spec?: Partial<ClusterSpec>;
  readonly found: readonly string[];
}[] = [
  { name: 'a healthy host has nothing to tell', found: [] },
  {
    name: 'swap is told with where it comes from, and is repaired',
    survey: { swap: ['/dev/zram0 is in use', '/swap is in /etc/fstab'] },
    found: ['swap-found /dev/zram0 is in use, /swap is in /etc/fstab'],
  },
  {
    name: 'a disk that takes 10 ms or more per write is slow, whatever its best run was',
    survey: { writeMs: [1, 12, 10, 11, 90] },
    found: ['disk-slow 11.0 ms per write, 90.0 ms in the slowest of 5 runs'],
  },
  {
    name: 'one slow run among fast ones is no slow disk',
    survey: { writeMs: [1, 1, 1, 1, 90] },
    found: [],
  },
  {
    name: 'few inodes are told once per file system',
    survey: {
      places: {
        '/var': { mount: '/', kind: 'ext2/ext3', freeInodes: 12 },
        '/usr': { mount: '/', kind: 'ext2/ext3', freeInodes: 12 },
        '/var/lib/containers': { mount: '/var/lib/containers', kind: 'xfs', freeInodes: 900_000 },
      },
    },
    found: ['inodes-few / has 12 inodes left; 50000 are wanted'],
  },
  {
    name: 'a file system that counts no inodes is not short of them',
    survey: { places: { '/var': { mount: '/', kind: 'btrfs' } } },
    found: [],
  },
  {
    name: 'leftovers on a host of nobody are told',
    survey: { leftovers: ['interface cni0', '/var/lib/etcd is not empty'] },
    found: ['leftovers-found interface cni0, /var/lib/etcd is not empty'],
  },
  {
    name: 'the same on a host of this cluster are its own',
    survey: { leftovers: ['interface cni0'] },
    facts: { claimedBy: 'harbour' },
    found: [],
  },
  {
    name: 'a program on the port of the pod network is refused',
    survey: { udp: { 8472: 'openvpn' } },
    found: ['port-taken UDP port 8472 is in use by openvpn'],
  },
  {
    name: 'another container runtime is told',
    survey: { runtimes: ['docker'] },
    found: ['runtime-found active: docker'],
  },
  {
    name: 'a mirror’s name without an address is told with the resolver, and so is the host’s own',
    survey: { names: { 'mirror.example': '', 'cp-1': '' } },
    found: [
      'name-unresolved mirror.example has no address (resolver: systemd-resolved)',
      'hostname-unresolved cp-1 has no address',
    ],
  },
  {
    name: 'a mirror that does not answer is told with the words of curl, one that answers badly with its status',
    survey: { mirrors: [gone, { ...gone, url: 'http://n/', status: 404, error: '' }] },
    found: ['mirror-unreachable http://m/deb/Packages: curl: (7) refused', 'mirror-unreachable http://n/: HTTP 404'],
  },
  {
    name: 'a slow mirror is told with its speed',
    survey: { mirrors: [{ ...gone, status: 200, error: '', seconds: 0.2, bytesPerSecond: 300_000 }] },
    found: ['mirror-slow http://m/deb/Packages answered in 200 ms, 0.3 MB/s'],
  },
  {
    name: 'a registry that asks for a login answers; one that fails does not',
    survey: {
      registries: [
        { ...gone, url: 'https://a/v2/', status: 401, error: '' },
        { ...gone, url: 'https://b/v2/', status: 502, error: '' },
      ],
    },
    found: ['registry-unreachable https://b/v2/: HTTP 502'],
  },
  {
    name: 'a clock that nothing keeps right is told; a host that does not say is not accused',
    survey: { synchronised: 'no' },
    found: ['time-unsynchronised the clock is not synchronised'],
  },
  {
    name: 'a kernel without a module and one that has yet to load one are told apart',
    survey: { modules: { overlay: 'there', vxlan: 'missing', br_netfilter: 'loadable' } },
    found: ['kernel-unfit the kernel has no vxlan', 'module-missing br_netfilter not loaded yet'],
  },
  {
    name: 'a process that cannot enter a user namespace is told with the reason',
    survey: { userNamespaceError: 'unshare: Operation not permitted' },
    found: ['kernel-unfit root cannot enter a user namespace: unshare: Operation not permitted'],
  },
  {
    name: 'SELinux that does not enforce is told where the system ships it',
    facts: { ...centos, hostname: 'cp-1', selinux: 'permissive', firewall: 'none' },
    found: [
      'system-unusual SELinux is permissive, which CentOS Stream 9 has enforcing: user namespaces are all that confines pods',
    ],
  },
  {
    name: 'a closed firewalld is repaired',
    facts: { firewall: 'firewalld' },
    found: ['firewall-closed firewalld is active'],
  },
  {
    name: 'an open one is in order',
    facts: { firewall: 'firewalld' },
    survey: { firewallOpen: true },
    found: [],
  },
  {
    name: 'one that the cluster file leaves alone is the operator’s',
    facts: { firewall: 'firewalld' },
    spec: { network: { ...spec.network, firewall: 'leave' } },
    found: ['firewall-left firewalld is active, and `network.firewall` is `leave`'],
  },
];

test.each(cases)('$name', ({ survey, facts, spec: other, found }) => {
  const at = { spec: { ...spec, ...other }, host, facts: { ...ubuntu, ...facts }, survey: { ...healthy, ...survey } };
  expect(sightsOf(at).flatMap(({ code, seen }) => (code ? [`${code} ${seen}`] : []))).toEqual(found);
});

test('what a build refuses for is what preflight calls a problem, seen from facts alone', () => {
  const facts = { ...ubuntu, cpus: 1, clockSkewMs: 60_000 };
  const refused = problemsOf(spec, host, facts).map(({ code, message }) => `${code} ${message}`);
  const closer = sightsOf({ spec, host, facts, survey: healthy });
  expect(refused).toHaveLength(2);
  expect(closer.map(({ code, seen }) => `${code} ${seen}`)).toEqual(expect.arrayContaining(refused));
});

test('every look on a healthy host says what it saw', () => {
  for (const { check, seen } of sightsOf({ spec, host, facts: ubuntu, survey: healthy }))
    expect(seen, check).not.toBe('');
});
