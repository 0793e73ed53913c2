import type { Role } from './cluster.ts';

/** A port that hosts of one role must reach on hosts of another. */
export interface MeshNeed {
  readonly from: Role;
  readonly to: Role;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/**
 * How a way was found. `open`: what was sent arrived. `opens`: the host's own firewall refuses, and a build opens it.
 * `blocked`: something refuses or swallows it that Slipway does not open. `short`: small packets arrive, full-sized ones do not.
 */
export type MeshState = 'open' | 'opens' | 'unknown' | 'short' | 'blocked';

/** One way from host to host that a cluster needs. */
export interface MeshPath {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly state: MeshState;
  /** What was seen, in a few words. */
  readonly seen: string;
}

/** Up to this many hosts every way is part of the result, beyond only those that are not open. */
export const matrixLimit = 8;

/** Most ways in one result: beyond, only their number is told. */
export const pathLimit = 500;

/** What was found between the hosts. */
export interface Mesh {
  /** Hosts that took part, in the order of the cluster file. */
  readonly hosts: readonly string[];
  /** Ways that were tried, by how they were found. */
  readonly counts: Readonly<Record<MeshState, number>>;
  readonly paths: readonly MeshPath[];
}

/** How much each state is worth telling: higher is worse. */
const weights: Readonly<Record<MeshState, number>> = { open: 0, opens: 1, unknown: 2, short: 3, blocked: 4 };

/** The worst of some states; undefined for none. */
export function worstOf(states: readonly MeshState[]): MeshState | undefined {
  return states.toSorted((one, other) => weights[other] - weights[one])[0];
}

/** The result from every way that was tried. */
export function meshOf(hosts: readonly string[], paths: readonly MeshPath[]): Mesh {
  const counts = { open: 0, opens: 0, unknown: 0, short: 0, blocked: 0 };
  for (const { state } of paths) counts[state] += 1;
  const told = hosts.length <= matrixLimit ? paths : paths.filter(({ state }) => state !== 'open');
  const worstFirst = told.toSorted((one, other) => weights[other.state] - weights[one.state]);
  return { hosts, counts, paths: worstFirst.slice(0, pathLimit) };
}
