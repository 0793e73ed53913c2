import type { DaemonSetName, OwnManifest, PodNetworkName } from '../model/pod-network.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import { cnis } from '../render/cni-table.ts';
import { imagesIn, isWorkload, parseManifest, qualified } from '../render/manifest.ts';
import type { PlacedFinding } from './finding.ts';
import { shown } from './finding.ts';

/** A file that the cluster file names, as whoever reads it found it. */
export interface NamedFile {
  readonly text: string;
  /** Hex digits. */
  readonly sha256: string;
}

/** What the cluster file says about a manifest, and how it is read. */
export interface ManifestRequest {
  readonly name: PodNetworkName;
  /** As the cluster file has it, and absolute. */
  readonly file: string;
  readonly path: string;
  readonly ports: readonly string[];
  /** Gives the file, or undefined where it cannot be read. */
  readonly readFile: ((path: string) => NamedFile | undefined) | undefined;
}

/** What must be known of a manifest of the operator's own, or why it cannot be used. */
export function ownManifest(request: ManifestRequest): { readonly manifest: OwnManifest } | PlacedFinding {
  const { name, file, path, ports, readFile } = request;
  const place = ['spec', 'network', 'cni', 'file'];
  const refuse = (what: string, instead: string): PlacedFinding => ({ path: place, what, instead });
  const found = readFile?.(path);
  if (!found) return refuse(`the manifest ${shown(file)} cannot be read`, 'Write its path, relative to this file.');
  let objects: readonly KubernetesObject[];
  try {
    objects = parseManifest(found.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`${shown(file)} is not a manifest: ${reason}`, 'Name a file of Kubernetes objects in YAML.');
  }
  const daemonSet = carrierOf(objects, cnis[name].daemonSet);
  if (!daemonSet) {
    const wanted = cnis[name].daemonSet;
    const missing = wanted ? `the DaemonSet ${wanted.namespace}/${wanted.name}` : 'a DaemonSet on the host network';
    return refuse(`${shown(file)} has not ${missing}, which a pod network has`, 'Name the manifest of a pod network.');
  }
  const images = imagesIn(objects).map(qualified);
  return { manifest: { file: path, sha256: found.sha256, images, daemonSet, ports } };
}

function carrierOf(objects: readonly KubernetesObject[], wanted?: DaemonSetName): DaemonSetName | undefined {
  const names = objects
    .filter((object) => object.kind === 'DaemonSet' && isWorkload(object) && object.spec.template.spec.hostNetwork)
    .map(({ metadata }): DaemonSetName => ({ namespace: metadata.namespace ?? 'default', name: metadata.name }));
  if (!wanted) return names[0];
  return names.find(({ namespace, name }) => namespace === wanted.namespace && name === wanted.name);
}
