import { endpointKey, endpointOf } from '../remote/endpoint.ts';
import type { Remote, Target } from '../remote/remote.ts';
import { connectCluster } from './cluster-client.ts';
import type { ClusterClient } from './cluster-client.ts';

/** The clusters that a worker talks to: one client each, shared by all activities. */
export interface ClusterPool {
  /** The client of a cluster; connects where there is none yet. Errors as `connectCluster`. */
  connect(cluster: string, controlPlane: Target): Promise<ClusterClient>;
  /** Ends the client of a cluster, for example because the cluster is no more. */
  forget(cluster: string, controlPlane: Target): Promise<void>;
  /** Ends all clients. */
  close(): Promise<void>;
}

/** A pool over a remote. It does not own the remote. */
export function openClusterPool(remote: Remote): ClusterPool {
  const clients = new Map<string, Promise<ClusterClient>>();
  // Where the way to the control plane is another one, as after a change of its bastion or key, so is its client.
  const keyOf = (cluster: string, target: Target): string => `${cluster} ${endpointKey(endpointOf(target))}`;

  const end = async (key: string): Promise<void> => {
    const client = clients.get(key);
    clients.delete(key);
    await client?.then((open) => open.close()).catch(() => undefined);
  };

  return {
    connect: (cluster, controlPlane) => {
      const key = keyOf(cluster, controlPlane);
      const known = clients.get(key);
      if (known) return known;
      const connecting = connectCluster(remote, controlPlane);
      clients.set(key, connecting);
      connecting.catch(() => {
        if (clients.get(key) === connecting) clients.delete(key);
      });
      return connecting;
    },
    forget: (cluster, controlPlane) => end(keyOf(cluster, controlPlane)),
    close: async () => {
      await Promise.all([...clients.keys()].map(end));
    },
  };
}
