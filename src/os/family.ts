import type { HostFacts, Versions } from '../model/facts.ts';
import type { ClusterSettings } from '../model/cluster.ts';
import { kubernetesMinors } from '../model/kubernetes-minors.ts';
import type { FailureCode } from '../model/failure.ts';
import type { Shell } from '../shell/sh.ts';

/** A file that Slipway owns as a whole. */
export interface ManagedFile {
  readonly path: string;
  /** Octal, as `stat` prints it. */
  readonly mode: string;
  readonly content: string;
}

/** A signed repository of packages as a host of this family reaches it. */
export interface Repository {
  readonly id: string;
  readonly title: string;
  /** Base address that ends before `deb/` or `rpm/`, without a final slash. */
  readonly url: string;
  readonly fingerprint: string;
  /** Base addresses that may have a newer copy of its key, the likeliest first: one key signs all minors. */
  readonly keySources: readonly string[];
  /** Packages that only an explicit, pinned installation may touch. */
  readonly packages: readonly string[];
}

/** How a package manager is spoken to. */
export interface PackageManager {
  readonly id: HostFacts['packageManager'];
  /** Where the armored key of a repository lies below its base address. */
  readonly keyPath: string;
  /** Where the key is kept on the host, and the shell that turns the armored `$key` file into it. */
  readonly keyring: (repository: Repository) => { readonly path: string; readonly store: Shell };
  readonly source: (repository: Repository) => ManagedFile;
  /** Checks that every package is installed in its version and held. */
  readonly installed: (wanted: Wanted) => Shell;
  readonly install: (wanted: Wanted) => Shell;
  /** Shell that prints who holds a lock of the package manager, as `NAME (pid PID)`; nothing where nobody does. */
  readonly lockHolder: Shell;
  /** What it has downloaded: a check that there is nothing, and the shell that throws all of it away. */
  readonly cache: { readonly empty: Shell; readonly clean: Shell };
  /** The key as the package manager uses it: a check that it is alive, and the shell that trusts the copy in the armored `$key` instead. */
  readonly trust: (repository: Repository) => { readonly alive: Shell; readonly renew: Shell };
  /** Installs what the wanted packages lack by digests that a chain of the pinned key proves, where packages carry signatures. */
  readonly installProven?: (repositories: readonly Repository[], wanted: Wanted) => Shell;
  /** Takes packages off the host again. */
  readonly remove: (names: readonly string[]) => Shell;
  /** Names the failure from what the program printed. */
  readonly classify: (output: string) => FailureCode | undefined;
}

/** Packages to install: pinned ones by name and version, and tools in whatever version the system has. */
export interface Wanted {
  readonly pinned: Readonly<Record<string, string>>;
  readonly tools: readonly string[];
}

/** A version of a system, by its `VERSION_ID` or the major of it. */
export interface SystemVersion {
  readonly version: string;
  /** What the kernel it ships lacks; a host with another kernel shows by the system call itself that it can. */
  readonly kernelLacks?: 'tmpfs-idmap';
}

/** One operating-system family: a row of the table. */
export interface FamilyRow {
  readonly id: string;
  readonly title: string;
  /** Systems this row is for, by the `ID` of os-release, each with its versions, the oldest first. */
  readonly systems: readonly { readonly id: string; readonly versions: readonly SystemVersion[] }[];
  /** Package managers that a host of it may have, the usual one first. */
  readonly packages: readonly PackageManager[];
  /** The system's own packages that nodes need beside those of Kubernetes. */
  readonly tools: readonly string[];
  /** What a host of it has from the start. A host that differs is taken as it is; where it is weaker, it is told. */
  readonly usual: {
    readonly firewall: HostFacts['firewall'];
    readonly resolver: HostFacts['resolver'];
    /** Where its swap comes from. */
    readonly swap: 'zram' | 'fstab';
    /** What confines containers beside user namespaces. */
    readonly confinement: 'SELinux' | 'AppArmor';
  };
}

/** The family of one host: its row, with the package manager that the host has. */
export interface Family extends Omit<FamilyRow, 'packages'> {
  readonly packages: PackageManager;
}

/** The two repositories of a build. */
export function repositoriesOf(settings: ClusterSettings, versions: Versions): readonly Repository[] {
  const minor = versions.kubernetes.split('.').slice(0, 2).join('.');
  const at = (url: string, of = minor): string => url.replaceAll('{minor}', of).replace(/\/+$/, '');
  // A minor past its end is not published any more and keeps the copy of the key of its last day (kubernetes/release#3818).
  const others = Object.keys(kubernetesMinors)
    .filter((other) => other !== minor)
    .toSorted((one, other) => Number(other.split('.')[1]) - Number(one.split('.')[1]));
  const keySources = (url: string): readonly string[] => [...new Set([minor, ...others].map((of) => at(url, of)))];
  return [
    {
      id: 'kubernetes',
      title: 'Kubernetes',
      url: at(settings.mirrors.kubernetes.url),
      fingerprint: settings.mirrors.kubernetes.fingerprint,
      keySources: keySources(settings.mirrors.kubernetes.url),
      packages: ['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni'],
    },
    {
      id: 'cri-o',
      title: 'CRI-O',
      url: at(settings.mirrors.crio.url),
      fingerprint: settings.mirrors.crio.fingerprint,
      keySources: keySources(settings.mirrors.crio.url),
      packages: ['cri-o'],
    },
  ];
}

/** What a node of this family has installed. */
export function wantedOn(family: Pick<Family, 'tools'>, versions: Versions): Wanted {
  const { kubernetes, crio } = versions;
  return {
    pinned: { kubelet: kubernetes, kubeadm: kubernetes, kubectl: kubernetes, 'cri-o': crio },
    tools: ['cri-tools', 'kubernetes-cni', ...family.tools],
  };
}
