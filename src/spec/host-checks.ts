import type { PlacedFinding } from './finding.ts';
import { shown } from './finding.ts';
import type { Path } from './path.ts';
import { mostHosts } from './host-schema.ts';
import { pathText, valueAt } from './path.ts';

const hostsPath: Path = ['spec', 'hosts'];

function repeated(hosts: readonly unknown[], key: 'name' | 'address'): readonly PlacedFinding[] {
  const seen = new Map<string, number>();
  return hosts.flatMap((host, index) => {
    const value = valueAt(host, [key]);
    if (typeof value !== 'string') return [];
    const first = seen.get(value.toLowerCase());
    seen.set(value.toLowerCase(), first ?? index);
    if (first === undefined) return [];
    const what = `the ${key} ${shown(value)} is already that of \`${pathText([...hostsPath, first])}\``;
    const instead =
      key === 'name' ? 'Give each host a name of its own.' : 'Give each host its own address, or remove one of them.';
    return [{ path: [...hostsPath, index, key], what, instead }];
  });
}

function roles(hosts: readonly unknown[]): readonly PlacedFinding[] {
  const controlPlanes = hosts.flatMap((host, index) => (valueAt(host, ['role']) === 'control-plane' ? [index] : []));
  const undecided = hosts.some(
    (host) => valueAt(host, ['role']) !== 'control-plane' && valueAt(host, ['role']) !== 'worker',
  );
  if (controlPlanes.length === 0 && !undecided) {
    const instead = 'Give one host `role: control-plane`.';
    return [{ path: hostsPath, at: 'key', what: 'no host is the control plane', instead }];
  }
  return controlPlanes.slice(1).map((index) => ({
    path: [...hostsPath, index, 'role'],
    what: 'a second control plane: this version of Slipway builds clusters with one',
    instead: 'Write `role: worker`, or leave the host out until several control planes are supported.',
  }));
}

function repeatedTaints(hosts: readonly unknown[]): readonly PlacedFinding[] {
  return hosts.flatMap((host, hostIndex) => {
    const taints = valueAt(host, ['taints']);
    const seen = new Set<string>();
    return (Array.isArray(taints) ? taints : []).flatMap((taint: unknown, index) => {
      const id = `${String(valueAt(taint, ['key']))}:${String(valueAt(taint, ['effect']))}`;
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const what = `the taint \`${id}\` stands twice on this host`;
      return [{ path: [...hostsPath, hostIndex, 'taints', index], what, instead: 'Keep one of them.' }];
    });
  });
}

/** What joins several hosts. Works on a file that has other mistakes, too. */
export function hostFindings(file: unknown): readonly PlacedFinding[] {
  const hosts = valueAt(file, hostsPath);
  if (!Array.isArray(hosts)) return [];
  if (hosts.length === 0) {
    const instead = 'Add at least one: `- { name: cp-1, address: 10.88.0.11, role: control-plane }`.';
    return [{ path: hostsPath, at: 'key', what: 'the list of hosts is empty', instead }];
  }
  if (hosts.length > mostHosts) {
    const instead = `Name at most ${mostHosts}.`;
    return [{ path: hostsPath, at: 'key', what: `${hosts.length} hosts are more than one build takes`, instead }];
  }
  return [...repeated(hosts, 'name'), ...repeated(hosts, 'address'), ...roles(hosts), ...repeatedTaints(hosts)];
}
