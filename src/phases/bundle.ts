import type { Bundle, BundleManifest, BundlePackage } from '../model/bundle.ts';
import { minorOf, settingsOf } from '../model/cluster.ts';
import type { ClusterSettings, ClusterSpec } from '../model/cluster.ts';
import type { Versions } from '../model/facts.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import { repositoriesOf, wantedOn } from '../os/family.ts';
import { families, packageManagers } from '../os/index.ts';
import { cniSha256 } from '../render/cni-table.ts';
import { buildImages } from '../render/images.ts';

/** What a cluster file needs, from the file alone; with exact versions where the mirror has been asked for them. */
export function bundleOf(spec: ClusterSpec, exact?: Versions): Bundle {
  const settings = settingsOf(spec);
  const wanted = exact?.kubernetes ?? spec.kubernetes.version;
  return {
    cluster: spec.name,
    kubernetes: wanted,
    packages: packagesOf(settings, wanted, exact),
    systemPackages: families.map(({ title, tools }) => ({ systems: title, names: tools })),
    keys: keysOf(settings, wanted),
    images: [...kubeadmImages(wanted), ...buildImages(settings)].map((image) => ({ image })),
    manifests: [manifestOf(settings)],
    notes: notesOf(wanted, exact),
  };
}

const isExact = (version: string): boolean => version !== minorOf(version);

function packagesOf(settings: ClusterSettings, wanted: string, exact?: Versions): readonly BundlePackage[] {
  const kubernetes = isExact(wanted) ? wanted : `${wanted}.*`;
  const versions = { kubernetes, crio: exact?.crio ?? `${minorOf(wanted)}.*` };
  const { pinned } = wantedOn({ tools: [] }, versions);
  return repositoriesOf(settings, { kubernetes: wanted, crio: '' }).flatMap(({ url, packages }) =>
    ['deb', 'rpm'].flatMap((format) =>
      packages.map((name) => ({ name, version: pinned[name] ?? '*', repository: `${url}/${format}` })),
    ),
  );
}

/** One key signs a repository in both formats; each format serves it under a name of its own. */
function keysOf(settings: ClusterSettings, wanted: string): Bundle['keys'] {
  const paths = new Set(packageManagers.map(({ keyPath }) => keyPath));
  return repositoriesOf(settings, { kubernetes: wanted, crio: '' }).flatMap(({ url, fingerprint }) =>
    [...paths].map((path) => ({ url: `${url}/${path}`, fingerprint })),
  );
}

/** What `kubeadm config images list` prints. etcd and CoreDNS move with patches: see the notes. */
function kubeadmImages(wanted: string): readonly string[] {
  const { images, pause } = kubernetesMinor(wanted);
  const tag = `v${isExact(wanted) ? wanted : images.of}`;
  const own = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
  return [
    ...own.map((name) => `registry.k8s.io/${name}:${tag}`),
    `registry.k8s.io/coredns/coredns:${images.coredns}`,
    `registry.k8s.io/pause:${pause}`,
    `registry.k8s.io/etcd:${images.etcd}`,
  ];
}

function manifestOf({ network }: ClusterSettings): BundleManifest {
  const { name, version, manifest } = network.cni;
  const source = manifest?.file ?? 'carried by Slipway';
  return { name: version ? `${name} ${version}` : name, source, sha256: cniSha256(network.cni) };
}

function notesOf(wanted: string, exact?: Versions): readonly string[] {
  const { images } = kubernetesMinor(wanted);
  const version = isExact(wanted) ? wanted : images.of;
  return [
    ...(isExact(wanted)
      ? []
      : [
          `The newest patch that the mirror has is taken; image tags are those of ${images.of}. --ask finds the patch.`,
        ]),
    ...(version === images.of
      ? []
      : [
          `The tags of etcd and CoreDNS are those of ${images.of} and may differ: \`kubeadm config images list --kubernetes-version ${version}\` says.`,
        ]),
    ...(exact
      ? []
      : [
          'Digests of packages and images are not known without the mirrors: --ask reads them there, from this machine.',
        ]),
    'Packages of the systems come from their own repositories, with what these depend on.',
  ];
}
