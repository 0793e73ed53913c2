/** How one address answered a host. */
export interface Fetch {
  readonly url: string;
  /** HTTP status; 0 where there was no answer, with the reason in `error`. */
  readonly status: number;
  readonly error: string;
  /** Seconds until the answer was read. */
  readonly seconds: number;
  /** Bytes per second of a long download; absent where none was tried. */
  readonly bytesPerSecond?: number;
}

/** What preflight sees of a host beyond its facts, in one script that changes nothing and leaves nothing behind. */
export interface HostSurvey {
  /** By directory: the mount point it lies on, the type of file system, and free inodes where that type counts them. */
  readonly places: Readonly<
    Record<string, { readonly mount: string; readonly kind: string; readonly freeInodes?: number }>
  >;
  /** Milliseconds of a synchronous write where etcd lives: the mean of each run, in order. Empty on workers. */
  readonly writeMs: readonly number[];
  /** UDP ports something listens on, with the program where the host tells it. */
  readonly udp: Readonly<Record<string, string>>;
  /** Devices and files in use as swap, and entries of fstab that bring swap back. */
  readonly swap: readonly string[];
  /** Traces of clusters: network interfaces, files, counts of firewall rules, in words. */
  readonly leftovers: readonly string[];
  /** Active units of container runtimes other than CRI-O and of other Kubernetes distributions. */
  readonly runtimes: readonly string[];
  /** First address of each name that was looked up; '' where the resolver knows none. */
  readonly names: Readonly<Record<string, string>>;
  readonly mirrors: readonly Fetch[];
  readonly registries: readonly Fetch[];
  /** Whether the kernel's clock is kept right; `unknown` where the host does not tell. */
  readonly synchronised: 'yes' | 'no' | 'unknown';
  /** Kernel modules the build needs: in the kernel or loaded, to be loaded, or not to be had. */
  readonly modules: Readonly<Record<string, 'there' | 'loadable' | 'missing'>>;
  /** Why a process could not enter a user namespace of its own; '' where it could. */
  readonly userNamespaceError: string;
  /** What the firewall does with what no rule names, in capitals, by firewalld’s default zone or ufw’s default; '' without one. */
  readonly firewallTarget: string;
  /** Whether the firewall already has what a build opens. */
  readonly firewallOpen: boolean;
}
