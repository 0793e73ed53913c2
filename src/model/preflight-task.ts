import type { ClockRange } from './clocks.ts';
import type { ClusterSettings, Host } from './cluster.ts';
import type { Identity } from './identity.ts';
import type { HostPreflight } from './preflight.ts';

/** How a host's own firewall treats what a build will open. `open`: there is none, or it is not Slipway's to open. */
export type OwnFirewall = 'open' | 'refuses' | 'drops';

/** Hosts to look at closely in one activity. */
export interface SurveyTask {
  readonly settings: ClusterSettings;
  readonly hosts: readonly Host[];
}

/** What was seen of one host. All but the report is absent where it was not reached. */
export interface SurveyedHost {
  readonly report: HostPreflight;
  readonly identity?: Identity;
  readonly firewall?: OwnFirewall;
  /** Absent, too, where the host did not tell the time. */
  readonly clock?: ClockRange;
}

/** A host that takes part in the mesh. */
export interface MeshMember {
  readonly host: Host;
  readonly firewall: OwnFirewall;
}

/** Hosts to try the ways between: those that answered. */
export interface MeshTask {
  readonly settings: ClusterSettings;
  readonly members: readonly MeshMember[];
}
