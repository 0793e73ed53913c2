import type { MomentName } from './moments.ts';

/** A kind of trouble. */
export interface Fault {
  /** What happens, for the table. */
  readonly title: string;
  /** Whom it strikes: a process of this machine, the host of the moment, or the host of the control plane. */
  readonly strikes: 'worker' | 'server' | 'client' | 'host' | 'control-plane';
  /** When it may strike. */
  readonly moments: readonly MomentName[];
  /** Seconds that it lasts, from and to. */
  readonly lasts: readonly [from: number, to: number];
  /** Code with which a node then parks: it outlasts all attempts. It takes minutes, so that it strikes only runs that are about it. */
  readonly parks?: string;
}

const always: readonly MomentName[] = ['packages', 'images', 'init', 'join', 'ready', 'proof'];
/** While kubeadm makes the control plane, its API is away anyway. */
const withApi: readonly MomentName[] = ['join', 'ready', 'proof'];

/** All kinds. */
export const faults = {
  'worker-kill': { title: 'worker killed and replaced', strikes: 'worker', moments: always, lasts: [0, 8] },
  'worker-stop': { title: 'worker shut down and replaced', strikes: 'worker', moments: always, lasts: [0, 8] },
  'worker-swap': { title: 'two workers, the older one killed', strikes: 'worker', moments: always, lasts: [2, 8] },
  'server-kill': { title: 'Temporal killed, its database kept', strikes: 'server', moments: always, lasts: [0, 10] },
  'client-kill': { title: 'client killed', strikes: 'client', moments: always, lasts: [0, 5] },
  connections: { title: 'SSH connections ended', strikes: 'host', moments: always, lasts: [1, 4] },
  cut: { title: 'network cut', strikes: 'host', moments: always, lasts: [5, 45] },
  freeze: { title: 'host frozen', strikes: 'host', moments: always, lasts: [5, 45] },
  delay: { title: 'network slow', strikes: 'host', moments: always, lasts: [10, 40] },
  reboot: { title: 'host rebooted', strikes: 'host', moments: always, lasts: [0, 0] },
  power: { title: 'power cut', strikes: 'host', moments: always, lasts: [1, 15] },
  clock: { title: 'clock an hour slow', strikes: 'host', moments: ['packages', 'images', 'ready'], lasts: [10, 30] },
  'api-away': { title: 'API server taken away', strikes: 'control-plane', moments: withApi, lasts: [20, 60] },
  'api-outage': {
    title: 'API server away for minutes',
    strikes: 'control-plane',
    moments: withApi,
    lasts: [180, 240],
    parks: 'api-unreachable',
  },
} as const satisfies Record<string, Fault>;

/** The name of a kind. */
export type FaultName = keyof typeof faults;
