import type { ClusterSettings } from '../model/cluster.ts';
import type { HostFacts } from '../model/facts.ts';
import type { MeshNeed, MeshPath, MeshState } from '../model/mesh.ts';
import type { MeshMember, OwnFirewall } from '../model/preflight-task.ts';
import type { HostSurvey } from '../model/survey.ts';
import { keyLines, valuesOf } from '../proof/key-lines.ts';
import { needsBetween } from './mesh-needs.ts';

/** A host of the mesh, and what its scripts told: of listening, of trying, and of what had arrived. */
export interface MeshHost extends MeshMember {
  readonly listened: string;
  readonly tried: string;
  readonly collected: string;
}

interface Told {
  readonly listeners: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, string>>;
  readonly mtus: Readonly<Record<string, string>>;
  readonly arrived: ReadonlySet<string>;
  readonly error: string;
}

/** How the firewall of a host treats what a build will open there. */
export function ownFirewall({ network }: ClusterSettings, facts: HostFacts, survey: HostSurvey): OwnFirewall {
  const isOurs = facts.firewall !== 'none' && network.firewall === 'manage';
  if (!isOurs || survey.firewallOpen || survey.firewallTarget === 'ACCEPT') return 'open';
  return survey.firewallTarget === 'DROP' ? 'drops' : 'refuses';
}

/** How every way between hosts was found. */
export function judgeMesh(hosts: readonly MeshHost[], settings: ClusterSettings): readonly MeshPath[] {
  const told = new Map(hosts.map((one) => [one.host.name, toldBy(one)]));
  return hosts.flatMap((from) =>
    hosts.flatMap((to) => {
      if (from === to) return [];
      return needsBetween(from.host, to.host, settings).map((need): MeshPath => {
        const [state, seen] = judge(need, {
          from,
          to,
          sender: told.get(from.host.name) ?? nothing,
          receiver: told.get(to.host.name) ?? nothing,
        });
        const { protocol, port } = need;
        return { from: from.host.name, to: to.host.name, protocol, port, state, seen };
      });
    }),
  );
}

const nothing: Told = { listeners: {}, answers: {}, mtus: {}, arrived: new Set(), error: '' };

function toldBy({ listened, tried, collected }: MeshHost): Told {
  const [listening, trying] = [keyLines(listened), keyLines(tried)];
  const byHost = (prefix: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      trying.flatMap(([key, value]): [string, string][] => {
        if (!key.startsWith(prefix)) return [];
        const [host = '', ...rest] = value.split(' ');
        return [[`${key.slice(prefix.length)} ${host}`, rest.join(' ')]];
      }),
    );
  return {
    listeners: Object.fromEntries(
      listening.flatMap(([key, value]) =>
        key.startsWith('listener.') ? [[key.slice('listener.'.length), value]] : [],
      ),
    ),
    answers: byHost('tcp.'),
    mtus: byHost('mtu.'),
    arrived: new Set(
      keyLines(collected).flatMap(([key, value]) =>
        key.startsWith('arrived.') ? [`${key.slice('arrived.'.length)} ${value}`] : [],
      ),
    ),
    error: [...valuesOf(listening, 'error'), ...valuesOf(trying, 'error')].join('; '),
  };
}

interface Way {
  readonly from: MeshHost;
  readonly to: MeshHost;
  readonly sender: Told;
  readonly receiver: Told;
}

type Verdict = readonly [MeshState, string];

function judge(need: MeshNeed, way: Way): Verdict {
  return need.protocol === 'tcp' ? judgeTcp(need.port, way) : judgeUdp(need.port, way);
}

function judgeTcp(port: number, way: Way): Verdict {
  const answer = way.sender.answers[`${port} ${way.to.host.name}`];
  const listener = way.receiver.listeners[`tcp.${port}`] ?? '';
  if (answer === 'open')
    return ['open', listener.startsWith('held') ? `connected to ${holder(listener)}` : 'connected'];
  const untried = untriedBecause(way, listener);
  if (untried !== undefined) return ['unknown', untried];
  if (answer === undefined) return ['unknown', 'the host did not say how its attempt went'];
  const { firewall } = way.to;
  // A firewall that refuses aloud answers by ICMP or a reset; one that only drops is told apart by its own settings.
  if (answer === 'silent') {
    return firewall === 'drops'
      ? ['opens', `the firewall of ${way.to.host.name} drops it`]
      : ['blocked', `no answer${firewall === 'refuses' ? ', although the firewall there refuses aloud' : ''}`];
  }
  if (firewall !== 'open') return ['opens', `the firewall of ${way.to.host.name} refuses it`];
  return ['blocked', answer === 'refused' ? 'refused, although something listens' : 'refused by a firewall (ICMP)'];
}

function judgeUdp(port: number, way: Way): Verdict {
  const { from, to, receiver, sender } = way;
  const arrived = (size: string): boolean => receiver.arrived.has(`${port} ${from.host.name} ${size}`);
  if (arrived('full')) return ['open', 'small and full-sized packets arrived'];
  const mtu = sender.mtus[`${port} ${to.host.name}`] ?? '';
  if (arrived('small')) return ['short', `packets of the interface’s MTU (${mtu} bytes) do not arrive, small ones do`];
  const listener = receiver.listeners[`udp.${port}`] ?? '';
  if (listener.startsWith('held'))
    return ['unknown', `${holder(listener)} holds the port, and a datagram gets no answer`];
  const untried = untriedBecause(way, listener);
  if (untried !== undefined) return ['unknown', untried];
  if (to.firewall !== 'open')
    return ['opens', `the firewall of ${to.host.name} is closed; what lies between shows later`];
  return ['blocked', 'nothing arrived'];
}

function untriedBecause({ to, sender, receiver }: Way, listener: string): string | undefined {
  if (sender.error !== '') return sender.error;
  if (receiver.error !== '') return `${to.host.name}: ${receiver.error}`;
  if (listener.startsWith('failed')) return `no listener on ${to.host.name}: ${listener.slice('failed '.length)}`;
  return listener === '' ? `${to.host.name} did not say whether it listened` : undefined;
}

/** The program in `held PROGRAM`; the kernel's own sockets have none. */
function holder(listener: string): string {
  return listener.slice('held'.length).trim() || 'the kernel';
}
