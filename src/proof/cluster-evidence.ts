import type { ClusterState } from '../model/cluster-state.ts';
import type { Host } from '../model/cluster.ts';
import type { HostReach, PodReach } from './connectivity.ts';
import type { ControlPlanePod } from './control-plane.ts';

/** Everything the proof of a cluster is decided from. */
export interface ClusterEvidence {
  /** The nodes that count: those of the cluster file without the skipped ones. */
  readonly hosts: readonly Host[];
  /** Exact version of Kubernetes, for example `1.30.4`. */
  readonly version: string;
  readonly state: ClusterState;
  readonly controlPlane: readonly ControlPlanePod[];
  /** Address of the service `kubernetes`. */
  readonly kubernetesIp: string;
  readonly pods: Readonly<Record<string, PodReach>>;
  readonly nodes: Readonly<Record<string, HostReach>>;
}
