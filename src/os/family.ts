import type { HostFacts, Versions } from '../model/facts.ts';
import type { ClusterSettings } from '../model/cluster.ts';
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

/** One operating-system family: a row of the table. */
export interface Family {
  readonly id: string;
  readonly title: string;
  /** Systems this row is for, by the `ID` and `VERSION_ID` of os-release. */
  readonly systems: readonly { readonly id: string; readonly versions: readonly string[] }[];
  readonly packages: PackageManager;
  /** The system's own packages that nodes need beside those of Kubernetes. */
  readonly tools: readonly string[];
}

/** The two repositories of a build. */
export function repositoriesOf(settings: ClusterSettings, versions: Versions): readonly Repository[] {
  const minor = versions.kubernetes.split('.').slice(0, 2).join('.');
  const at = (url: string): string => url.replaceAll('{minor}', minor).replace(/\/+$/, '');
  return [
    {
      id: 'kubernetes',
      title: 'Kubernetes',
      url: at(settings.mirrors.kubernetes.url),
      fingerprint: settings.mirrors.kubernetes.fingerprint,
      packages: ['kubelet', 'kubeadm', 'kubectl', 'cri-tools', 'kubernetes-cni'],
    },
    {
      id: 'cri-o',
      title: 'CRI-O',
      url: at(settings.mirrors.crio.url),
      fingerprint: settings.mirrors.crio.fingerprint,
      packages: ['cri-o'],
    },
  ];
}

/** What a node of this family has installed. */
export function wantedOn(family: Family, versions: Versions): Wanted {
  const { kubernetes, crio } = versions;
  return {
    pinned: { kubelet: kubernetes, kubeadm: kubernetes, kubectl: kubernetes, 'cri-o': crio },
    tools: ['cri-tools', 'kubernetes-cni', ...family.tools],
  };
}
