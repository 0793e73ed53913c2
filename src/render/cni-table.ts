import type { DaemonSetName, PodNetwork, PodNetworkName } from '../model/pod-network.ts';
import { antrea } from './cni-antrea.ts';
import { calico } from './cni-calico.ts';
import { cilium } from './cni-cilium.ts';
import { flannel } from './cni-flannel.ts';
import { ownManifest } from './cni-own.ts';
import type { Cni, CniRelease } from './cni.ts';

/** Every pod network Slipway knows. */
export const cnis: Readonly<Record<PodNetworkName, Cni>> = { flannel, antrea, calico, cilium, manifest: ownManifest };

/** True for the name of a pod network that has a row. */
export function isPodNetwork(name: unknown): name is PodNetworkName {
  return typeof name === 'string' && Object.hasOwn(cnis, name);
}

const rows: readonly Cni[] = Object.values(cnis);

/** What any pod network may leave on a host. */
export const cniLinks: readonly string[] = [...new Set(rows.flatMap(({ leaves }) => leaves.links))];
export const cniFiles: readonly string[] = [...new Set(rows.flatMap(({ leaves }) => leaves.files))];

/** Kernel modules that some pod network needs. */
export const cniModules: readonly string[] = [...new Set(rows.flatMap(({ modules }) => modules))].sort();

const ordinal = (minor: string): number => Number(minor.split('.')[1]);

/** Releases of a pod network that are offered for a Kubernetes minor, oldest first. */
export function releasesFor(name: PodNetworkName, minor: string): readonly string[] {
  return Object.entries(cnis[name].releases)
    .filter(([, { minors }]) => ordinal(minors[0]) <= ordinal(minor) && ordinal(minor) <= ordinal(minors[1]))
    .map(([release]) => release);
}

/** The row of a release that Slipway carries. Throws on one that the table lacks; the spec refuses it before. */
function releaseOf({ name, version }: PodNetwork): CniRelease {
  const release = cnis[name].releases[version];
  if (!release)
    throw new Error(`${name} ${version} is not known; known are ${Object.keys(cnis[name].releases).join(', ')}`);
  return release;
}

/** Images of the pod network, with registry and tag. */
export function cniImages(network: PodNetwork): readonly string[] {
  return network.manifest?.images ?? releaseOf(network).images;
}

/** Hash of its manifest, as its project or the operator has written it. */
export function cniSha256(network: PodNetwork): string {
  return network.manifest?.sha256 ?? releaseOf(network).sha256;
}

/** The DaemonSet that carries it. */
export function cniDaemonSet({ name, manifest }: PodNetwork): DaemonSetName {
  const found = cnis[name].daemonSet ?? manifest?.daemonSet;
  if (!found) throw new Error(`the pod network ${name} has no DaemonSet`);
  return found;
}

/** Ports between nodes: those of the row, and those that the operator names. */
export function cniPorts({ name, manifest }: PodNetwork): readonly string[] {
  return [...new Set([...cnis[name].ports, ...(manifest?.ports ?? [])])];
}
