import type { HostSurvey } from '../../src/model/survey.ts';
import { meshOf } from '../../src/model/mesh.ts';
import type { MeshPath } from '../../src/model/mesh.ts';
import type { Preflight } from '../../src/model/preflight.ts';

/** A survey of a host on which nothing is wrong. */
export const healthy: HostSurvey = {
  places: { '/var': { mount: '/', kind: 'ext2/ext3', freeInodes: 1_000_000 } },
  writeMs: [2, 3, 1, 2, 4],
  udp: {},
  swap: [],
  leftovers: [],
  runtimes: [],
  names: { 'mirror.example': '192.0.2.1', 'cp-1': '192.0.2.11' },
  mirrors: [{ url: 'http://mirror.example/deb/Packages', status: 200, error: '', seconds: 0.1, bytesPerSecond: 9e7 }],
  registries: [{ url: 'http://mirror.example:5000/v2/', status: 200, error: '', seconds: 0.05 }],
  synchronised: 'yes',
  modules: { overlay: 'there', br_netfilter: 'there', vxlan: 'there' },
  userNamespaceError: '',
  firewallTarget: '',
  firewallOpen: false,
};

const way = (from: string, to: string, about: Partial<MeshPath> = {}): MeshPath => ({
  from,
  to,
  protocol: 'udp',
  port: 8472,
  state: 'open',
  seen: 'small and full-sized packets arrived',
  ...about,
});

const closed = { state: 'opens', seen: 'the firewall of w-1 is closed; what lies between shows later' } as const;

/** What preflight found: a host with all kinds of things, one with a firewall, one that was not reached. */
export const preflight: Preflight = {
  cluster: 'harbour',
  hosts: [
    {
      host: 'cp-1',
      role: 'control-plane',
      os: 'Ubuntu 24.04.1 LTS',
      sights: [
        { check: 'system', seen: 'Ubuntu 24.04.1 LTS with apt, kernel 6.8.0-49-generic' },
        { check: 'swap', code: 'swap-found', seen: '/swapfile is in use, /swapfile is in /etc/fstab' },
        { check: 'etcd-disk', code: 'disk-slow', seen: '31.0 ms per write, 88.2 ms in the slowest of 5 runs' },
        { check: 'occupied', code: 'port-taken', seen: 'port 2379 is in use by etcd-old' },
        { check: 'clock', seen: 'the host’s clock is 0.1 s off' },
      ],
    },
    {
      host: 'w-1',
      role: 'worker',
      os: 'CentOS Stream 9',
      sights: [{ check: 'firewall', code: 'firewall-closed', seen: 'firewalld is active' }],
    },
    {
      host: 'w-2',
      role: 'worker',
      os: '',
      sights: [{ check: 'access', code: 'host-unreachable', seen: '192.0.2.13:22 gave no answer within 10 s' }],
    },
  ],
  mesh: meshOf(
    ['cp-1', 'w-1', 'w-3'],
    [
      way('cp-1', 'w-1', closed),
      way('cp-1', 'w-3'),
      way('w-1', 'cp-1'),
      way('w-1', 'w-3', {
        state: 'short',
        seen: 'packets of the interface’s MTU (1500 bytes) do not arrive, small ones do',
      }),
      way('w-3', 'cp-1', { protocol: 'tcp', port: 6443, state: 'blocked', seen: 'no answer' }),
      way('w-3', 'cp-1'),
      way('w-3', 'w-1', closed),
    ],
  ),
};

const many = Array.from({ length: 40 }, (_, index) => `w-${index + 1}`);

/** Forty hosts, one of which nobody reaches. */
export const wideMesh: Preflight = {
  cluster: 'harbour',
  hosts: [{ host: 'w-1', role: 'worker', os: 'CentOS Stream 9', sights: [{ check: 'init', seen: 'systemd 252' }] }],
  mesh: meshOf(
    many,
    many.flatMap((from) =>
      many
        .filter((to) => to !== from)
        .map((to) => way(from, to, to === 'w-7' ? { state: 'blocked', seen: 'nothing arrived' } : {})),
    ),
  ),
};
