import type { ClockRange } from './clocks.ts';

/** What a host told us about itself in one read-only script. */
export interface HostFacts {
  readonly os: {
    readonly id: string;
    readonly like: readonly string[];
    readonly version: string;
    readonly name: string;
  };
  readonly kernel: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Version of systemd; 0 where PID 1 is something else. */
  readonly systemd: number;
  readonly packageManager: 'apt' | 'dnf4' | 'dnf5' | 'none';
  readonly cgroup: 1 | 2;
  readonly selinux: 'enforcing' | 'permissive' | 'disabled';
  readonly apparmor: boolean;
  /** Whether a file system can be mounted with other ids: tried by the system call, and `unknown` where nothing could try it. */
  readonly idmap: Readonly<Record<'tmpfs' | '/var/lib/kubelet' | '/var/lib/containers', 'yes' | 'no' | 'unknown'>>;
  /** The kernel's limit of user namespaces; -1 where it names none. */
  readonly maxUserNamespaces: number;
  /** `systemd-resolved` where it is active and has written `/run/systemd/resolve/resolv.conf`. */
  readonly resolver: 'systemd-resolved' | 'file';
  /** Servers in the file that pods get their name servers from: that of systemd-resolved where it runs, else /etc/resolv.conf. */
  readonly nameservers: readonly string[];
  /** Programs that run and manage network interfaces. */
  readonly networkManagers: readonly ('NetworkManager' | 'systemd-networkd')[];
  readonly firewall: 'firewalld' | 'ufw' | 'none';
  readonly hostname: string;
  readonly machineId: string;
  /** Of the firmware; '' in a container, which has none of its own. */
  readonly productUuid: string;
  /** Hardware address of the card that the default route uses. */
  readonly mac: string;
  readonly bootId: string;
  /** Free space in MiB by directory, where it does not exist that of the nearest one above it. */
  readonly freeMiB: Readonly<Record<string, number>>;
  /** Kernel modules of pod networks that are there: loaded, built in, or to be loaded. */
  readonly modules: readonly string[];
  /** TCP ports something listens on, with the program that does where the host tells it. */
  readonly listening: Readonly<Record<string, string>>;
  /** Name of the cluster in `/etc/slipway/cluster`, or '' on a host that Slipway has not claimed. */
  readonly claimedBy: string;
  /** What the claim says besides: the node's name, when it was made (ISO 8601), and by which build; '' where it says nothing. */
  readonly claim: { readonly node: string; readonly since: string; readonly build: string };
  /** Kubernetes files found: `admin.conf`, `kubelet.conf`. */
  readonly kubernetesFiles: readonly string[];
  /** By how many milliseconds the host's clock was certainly ahead of the worker's (negative: behind), over one round trip; 0 where it may be right. */
  readonly clockSkewMs: number;
  /** What the round trip leaves possible; absent where the host did not tell the time, or an older version looked. */
  readonly clockRangeMs?: ClockRange;
}

/** Exact versions that every host of a build installs. */
export interface Versions {
  readonly kubernetes: string;
  readonly crio: string;
}
