import type { PodNetwork } from './pod-network.ts';

/** What the user asked for, as plain data: parsed once from `cluster.yaml`, with every default filled in. */

/** The part a host plays. The first control plane in the list is the one that is initialised. */
export type Role = 'control-plane' | 'worker';

/** A Kubernetes taint as the Node object spells it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** One machine of the cluster. `name` is the Node's name, `address` what SSH and the other nodes reach. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly port?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/** Where the worker process finds a secret. The secret itself is never part of a spec. */
export type SecretRef = { readonly file: string } | { readonly env: string };

/** How the worker authenticates: a key file, a key in an environment variable, or the SSH agent. */
export type KeyRef = SecretRef | { readonly agent: true };

/** A machine that SSH connections pass through. */
export interface Bastion {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/** How hosts are reached. Paths are absolute on the worker's machine. */
export interface SshAccess {
  readonly user: string;
  readonly port: number;
  readonly key: KeyRef;
  readonly knownHosts: string;
  readonly sudo?: { readonly password: SecretRef };
  readonly bastion?: Bastion;
}

/** A package repository: `{minor}` in `url` stands for the Kubernetes minor; `rpm/` and `deb/` lie below it. */
export interface PackageMirror {
  readonly url: string;
  /** Fingerprint of the signing key: 40 upper-case hex digits. */
  readonly fingerprint: string;
}

/** Where images of one registry are pulled from instead. */
export interface ImageMirror {
  readonly location: string;
  readonly insecure: boolean;
}

/** Any YAML value that is handed to a Kubernetes component as it is. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Everything about a cluster but its hosts: small enough to travel with every activity. */
export interface ClusterSettings {
  readonly name: string;
  readonly kubernetes: {
    /** A minor (`1.30`) or an exact version (`1.30.4`). */
    readonly version: string;
    readonly ignorePreflightErrors: readonly string[];
    /** Merged into KubeProxyConfiguration. */
    readonly kubeProxy: { readonly [key: string]: Json };
    /** Merged into KubeletConfiguration. */
    readonly kubelet: { readonly [key: string]: Json };
  };
  readonly userNamespaces: {
    /** First subordinate id of the `kubelet` user: a multiple of 65,536. */
    readonly firstId: number;
    /** Pods per node; each gets 65,536 ids. */
    readonly podsPerNode: number;
  };
  readonly network: {
    readonly pods: string;
    readonly services: string;
    readonly cni: PodNetwork;
    /** Where the nodes are, for firewalls: addresses or networks. Follows from the hosts. */
    readonly nodes: readonly string[];
    /** `manage`: Slipway opens what the cluster needs; `leave`: the operator's firewall is left alone. */
    readonly firewall: 'manage' | 'leave';
  };
  readonly ssh: SshAccess;
  readonly mirrors: {
    readonly kubernetes: PackageMirror;
    readonly crio: PackageMirror;
    /** Whether a package with a refused signature may be installed by a digest that the pinned key has signed. */
    readonly installProvenFiles: boolean;
    readonly images: Readonly<Record<string, ImageMirror>>;
  };
  readonly verification: {
    /** Image of the pods that prove user namespaces; it needs a POSIX shell, `nslookup`, `httpd` and `wget`. */
    readonly image: string;
  };
}

/** The whole of a parsed `cluster.yaml`. */
export interface ClusterSpec extends ClusterSettings {
  readonly hosts: readonly Host[];
}

/** Port of the API server on every control plane: kubeadm's own default. */
export const apiPort = 6443;

/** Ids per pod with a user namespace: kubelet's own default (KEP-127). */
export const idsPerPod = 65_536;

/** The settings of a spec without its hosts. */
export function settingsOf(spec: ClusterSpec): ClusterSettings {
  const { hosts: _hosts, ...settings } = spec;
  return settings;
}

/** The control plane that is initialised and that the cluster is reached through. */
export function firstControlPlane(spec: ClusterSpec): Host {
  const host = spec.hosts.find((candidate) => candidate.role === 'control-plane');
  if (!host) throw new Error('a parsed spec has a control plane');
  return host;
}

/** `1.30` of `1.30` or `1.30.4`. */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
