import type { ClusterSettings, Role } from '../model/cluster.ts';
import { firewallPorts } from './firewall-ports.ts';

/** Where a host keeps the rules that Slipway has added, in the words of ufw, one per line: what a reset takes back, and nothing else. */
export const ufwRecord = '/etc/slipway/ufw';

/** One rule, in the words of ufw's command line and as ufw keeps it in `/etc/ufw/user.rules`. */
export interface UfwRule {
  readonly words: string;
  readonly tuple: string;
}

/** Protocols beside TCP and UDP that ufw has a name for. It has none for `ipip`. */
const named: ReadonlySet<string> = new Set(['ah', 'esp', 'gre']);

/** Ports of one rule: ufw takes 15, and counts a range as two. */
const most = 7;

/**
 * What a node of this role lets in, and forwards: from everybody, from other nodes, and for pods, to which Services lead from
 * everywhere. Where the pod network needs a protocol that ufw cannot name, everything from other nodes.
 */
export function ufwRules(role: Role, settings: ClusterSettings): readonly UfwRule[] {
  const { open, between } = firewallPorts(role, settings);
  const { nodes, pods } = settings.network;
  const others = between.filter((what) => !what.includes('/'));
  return [
    ...portsOf(open).map((ports) => letIn('', ports)),
    ...nodes.flatMap((node) => [
      ...portsOf(between).map((ports) => letIn(node, ports)),
      ...others.map((protocol): UfwRule => {
        const isNamed = named.has(protocol);
        const words = `allow ${isNamed ? `proto ${protocol} ` : ''}from ${node}`;
        return { words, tuple: `allow ${isNamed ? protocol : 'any'} any ${anywhere} any ${node} in` };
      }),
    ]),
    { words: `allow from ${pods}`, tuple: `allow any any ${anywhere} any ${pods} in` },
    { words: `route allow from ${pods}`, tuple: `route:allow any any ${anywhere} any ${pods} in` },
    { words: `route allow to ${pods}`, tuple: `route:allow any any ${pods} any ${anywhere} in` },
  ];
}

const anywhere = '0.0.0.0/0';

interface Ports {
  readonly protocol: string;
  /** As ufw writes a list: ascending, ranges with a colon. */
  readonly list: string;
}

function letIn(node: string, { protocol, list }: Ports): UfwRule {
  return {
    words: `allow proto ${protocol} ${node === '' ? '' : `from ${node} `}to any port ${list}`,
    tuple: `allow ${protocol} ${list} ${anywhere} any ${node || anywhere} in`,
  };
}

function portsOf(wanted: readonly string[]): readonly Ports[] {
  return ['tcp', 'udp'].flatMap((protocol) => {
    const ports = wanted.flatMap((what) =>
      what.endsWith(`/${protocol}`) ? [what.slice(0, -protocol.length - 1)] : [],
    );
    const inOrder = [...new Set(ports)].toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    return Array.from({ length: Math.ceil(inOrder.length / most) }, (_, index) => ({
      protocol,
      list: inOrder
        .slice(index * most, (index + 1) * most)
        .join(',')
        .replaceAll('-', ':'),
    }));
  });
}
