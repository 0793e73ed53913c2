import { minorOf } from '../model/cluster.ts';
import { kubernetesMinors } from '../model/kubernetes-minors.ts';
import type { PodNetworkName } from '../model/pod-network.ts';
import { cnis, isPodNetwork, releasesFor } from '../render/cni-table.ts';
import type { PlacedFinding } from './finding.ts';
import { shown } from './finding.ts';
import type { Path } from './path.ts';
import { valueAt } from './path.ts';
import { oneOf } from './suggest.ts';

const place: Path = ['spec', 'network', 'cni'];

/** What joins the keys of `network.cni` with each other and with the Kubernetes version. */
export function cniFindings(file: unknown): readonly PlacedFinding[] {
  const name = valueAt(file, [...place, 'name']) ?? 'flannel';
  if (!isPodNetwork(name)) return [];
  const version = valueAt(file, [...place, 'version']);
  const own = valueAt(file, [...place, 'file']);
  const isCarried = Object.keys(cnis[name].releases).length > 0;
  if (!isCarried) return [...withoutRelease(name, version), ...(own === undefined ? [missingFile(name)] : [])];
  const extra = ['file', 'ports'].filter((key) => valueAt(file, [...place, key]) !== undefined);
  const refused = extra.map((key): PlacedFinding => {
    const what = `\`${key}\` belongs to a manifest of your own; that of ${name} is Slipway’s`;
    return { path: [...place, key], at: 'key', what, instead: 'Remove the key, or write `name: manifest`.' };
  });
  return [...refused, ...release(name, file)];
}

function missingFile(name: PodNetworkName): PlacedFinding {
  const what = `\`cni\` has no \`file\`: the manifest of ${name === 'cilium' ? 'Cilium' : 'such a pod network'} is yours`;
  const instead =
    name === 'cilium'
      ? 'Render it with `helm template` into a file and write `cni: { name: cilium, file: ./cilium.yaml }`.'
      : 'Write `cni: { name: manifest, file: ./pod-network.yaml }`.';
  return { path: place, at: 'key', what, instead };
}

function withoutRelease(name: PodNetworkName, version: unknown): readonly PlacedFinding[] {
  if (version === undefined) return [];
  const what = `\`version\` says nothing here: the release of ${name} is that of its file`;
  return [{ path: [...place, 'version'], at: 'key', what, instead: 'Remove the key.' }];
}

function release(name: PodNetworkName, file: unknown): readonly PlacedFinding[] {
  const version = valueAt(file, [...place, 'version']);
  const wanted = valueAt(file, ['spec', 'kubernetes', 'version']);
  const minor = typeof wanted === 'string' ? minorOf(wanted) : '';
  if (!(minor in kubernetesMinors) || (version !== undefined && typeof version !== 'string')) return [];
  const offered = releasesFor(name, minor);
  if (offered.length === 0) {
    const what = `Slipway carries no release of ${name} for Kubernetes ${minor}`;
    const instead = 'Take flannel, or give its manifest: `cni: { name: manifest, file: ./pod-network.yaml }`.';
    return [{ path: [...place, 'name'], what, instead }];
  }
  if (version === undefined || offered.includes(version)) return [];
  const path = [...place, 'version'];
  if (offered.includes(`v${version}`)) {
    return [{ path, what: `${shown(version)} is not a release tag: the v is missing`, instead: `Write v${version}.` }];
  }
  const what = `${name} ${shown(version)} is not among the releases that Slipway carries for Kubernetes ${minor}`;
  return [{ path, what, instead: `Write ${oneOf(offered)}, or leave the key out.` }];
}
