import { nearestTo } from '../model/clocks.ts';
import type { ClockRange } from '../model/clocks.ts';
import type { HostFacts } from '../model/facts.ts';
import { clockIn } from './clock.ts';
import type { Asked } from './clock.ts';
import { told } from './told.ts';

const managers = ['NetworkManager', 'systemd-networkd'] as const;

type Lines = ReadonlyMap<string, string>;

function one<T extends string, Other extends string>(
  lines: Lines,
  key: string,
  allowed: readonly T[],
  otherwise: Other,
): T | Other {
  const value = lines.get(key);
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

function below(lines: Lines, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...lines].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** Every place that was asked about, also where the host had no means to try it. */
function idmapsOf(lines: Lines): HostFacts['idmap'] {
  const word = (place: string) => one(lines, `idmap.${place}`, ['yes', 'no'], 'unknown');
  return {
    tmpfs: word('tmpfs'),
    '/var/lib/kubelet': word('/var/lib/kubelet'),
    '/var/lib/containers': word('/var/lib/containers'),
  };
}

/** Facts from what the facts script printed. */
export function parseFacts(stdout: string, asked: Asked): HostFacts {
  const pairs = told(stdout);
  const lines: Lines = new Map(pairs);
  const text = (key: string): string => lines.get(key) ?? '';
  const number = (key: string): number => Number.parseInt(text(key), 10) || 0;
  const words = (key: string): readonly string[] => text(key).split(' ').filter(Boolean);
  const free = below(lines, 'free.');
  return {
    os: {
      id: text('os.id'),
      like: words('os.like'),
      version: text('os.version'),
      name: text('os.name'),
    },
    kernel: text('kernel'),
    architecture: text('architecture'),
    cpus: number('cpus'),
    memoryMiB: number('memory'),
    systemd: number('systemd'),
    packageManager: one(lines, 'packages', ['apt', 'dnf4', 'dnf5'], 'none'),
    cgroup: text('cgroup') === '2' ? 2 : 1,
    selinux: one(lines, 'selinux', ['enforcing', 'permissive'], 'disabled'),
    apparmor: text('apparmor') === 'on',
    idmap: idmapsOf(lines),
    maxUserNamespaces: lines.has('max-user-namespaces') ? number('max-user-namespaces') : -1,
    resolver: one(lines, 'resolver', ['systemd-resolved'], 'file'),
    nameservers: words('nameservers'),
    networkManagers: managers.filter((program) => words('network-managers').includes(program)),
    firewall: one(lines, 'firewall', ['firewalld', 'ufw'], 'none'),
    hostname: text('hostname'),
    machineId: text('machine-id'),
    productUuid: text('product-uuid'),
    mac: text('mac'),
    bootId: text('boot-id'),
    freeMiB: Object.fromEntries(Object.entries(free).map(([place, mib]) => [place, Number.parseInt(mib, 10) || 0])),
    modules: pairs.filter(([key]) => key === 'module').map(([, name]) => name),
    listening: below(lines, 'listening.'),
    claimedBy: text('claim'),
    claim: { node: text('claim.node'), since: text('claim.since'), build: text('claim.build') },
    kubernetesFiles: pairs.filter(([key]) => key === 'kubernetes').map(([, file]) => file),
    ...clockFacts(clockIn(stdout, asked)),
  };
}

/** How far the host's clock is outside the time in which it was asked: a slow way there or back is no skew. */
export function clockFacts(range: ClockRange | undefined): Pick<HostFacts, 'clockSkewMs' | 'clockRangeMs'> {
  return range ? { clockSkewMs: nearestTo(0, range), clockRangeMs: range } : { clockSkewMs: 0 };
}
