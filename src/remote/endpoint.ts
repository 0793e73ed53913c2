import type { KeyRef } from '../model/cluster.ts';
import type { Target } from './remote.ts';

/** One SSH login: a host, or the bastion before it. */
export interface Endpoint {
  /** Name in messages. */
  readonly machine: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly key: KeyRef;
  readonly knownHosts: string;
  readonly via?: Endpoint;
}

/** The login that a target asks for. Key and known hosts are the same for host and bastion. */
export function endpointOf({ host, ssh }: Target): Endpoint {
  const { key, knownHosts, bastion } = ssh;
  return {
    machine: host.name,
    address: host.address,
    port: host.port ?? ssh.port,
    user: ssh.user,
    key,
    knownHosts,
    ...(bastion ? { via: { ...bastion, machine: `bastion ${bastion.address}`, key, knownHosts } } : {}),
  };
}

/** Equal for logins that can share a connection. Its errors name the machine: one that has another name now gets its own. */
export function endpointKey({ machine, address, port, user, key, knownHosts, via }: Endpoint): string {
  return JSON.stringify([machine, user, address, port, key, knownHosts, via ? endpointKey(via) : '']);
}
