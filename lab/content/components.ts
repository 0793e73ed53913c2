/** A program in C, compiled from files of a Go module's source. */
export interface CProgram {
  readonly name: string;
  /** The Go module whose source carries it. */
  readonly module: string;
  /** Its files, relative to the module; a trailing `*.c` takes all C files of the folder. */
  readonly sources: readonly string[];
}

/** Something built from source. Its Go module folder is lab/modules/NAME; versions there and here agree. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** Program name → import path of its main package. */
  readonly programs: Readonly<Record<string, string>>;
  /** Build as this module's own main module, in its own source folder: for modules that only their own go.sum covers. */
  readonly insideModule?: string;
  /** Link C in: `static` programs run in any image. Without it the programs are pure Go. */
  readonly cgo?: 'dynamic' | 'static';
  readonly tags?: readonly string[];
  /** Packages that Go's compiler leaves as they are written, which takes it a third less time: what they do is seldom much. */
  readonly unoptimized?: readonly string[];
  /** Variables set by the linker: import path of the variable → value. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly c?: readonly CProgram[];
}

const kubernetesPrograms = [
  'kubeadm',
  'kubelet',
  'kubectl',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
];

// Not the machinery that clients and servers have in common: all that a cluster says goes through it.
const seldomBusyOfKubernetes = [
  'k8s.io/kubernetes/...',
  'k8s.io/kubectl/...',
  ...['kubernetes', 'informers', 'listers', 'applyconfigurations'].map((part) => `k8s.io/client-go/${part}/...`),
  'github.com/google/cel-go/...',
  'github.com/google/gnostic-models/...',
  'sigs.k8s.io/kustomize/...',
];

/** Kubernetes as a library. */
const librariesOfKubernetes = ['k8s.io/...', 'sigs.k8s.io/...'];

type KubernetesPart = Required<Pick<Component, 'unoptimized'>> & {
  readonly name: string;
  readonly programs: readonly string[];
};

const whole: KubernetesPart = { name: 'kubernetes', programs: kubernetesPrograms, unoptimized: seldomBusyOfKubernetes };

/** kubeadm alone, for minors that the lab does not build whole. */
const onlyKubeadm: KubernetesPart = { name: 'kubeadm', programs: ['kubeadm'], unoptimized: librariesOfKubernetes };

/** Programs of one Kubernetes release; the module folder is named after its minor. */
function kubernetes(version: string, { name, programs, unoptimized }: KubernetesPart = whole): Component {
  const [major = '', minor = ''] = version.split('.');
  return {
    name: `${name}-${major}.${minor}`,
    version,
    programs: Object.fromEntries(programs.map((program) => [program, `k8s.io/kubernetes/cmd/${program}`])),
    variables: {
      'k8s.io/component-base/version.gitVersion': `v${version}`,
      'k8s.io/component-base/version.gitMajor': major,
      'k8s.io/component-base/version.gitMinor': minor,
      'k8s.io/component-base/version.gitTreeState': 'clean',
      'k8s.io/client-go/pkg/version.gitVersion': `v${version}`,
    },
    // Without the cloud providers that 1.30 still has in it: a hundred packages.
    tags: ['providerless'],
    unoptimized,
  };
}

const pause: CProgram = { name: 'pause', module: 'k8s.io/kubernetes', sources: ['build/pause/linux/pause.c'] };

const cniPlugins = 'github.com/containernetworking/plugins/plugins';

function cniVersion(version: string): Record<string, string> {
  return { 'github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion': `v${version}` };
}

/** What a site is built of from source, longest first. Another Kubernetes minor is another module folder and a row. */
export const components = {
  'kubernetes-1.30': { ...kubernetes('1.30.4'), c: [pause] },
  'kubernetes-1.34': { ...kubernetes('1.34.3'), c: [pause] },
  crio: {
    name: 'cri-o',
    version: '1.34.0',
    programs: { crio: './cmd/crio' },
    // Two of its dependencies are unknown to the checksum database, but its own go.sum pins them.
    insideModule: 'github.com/cri-o/cri-o',
    cgo: 'dynamic',
    unoptimized: librariesOfKubernetes,
    tags: ['containers_image_openpgp', 'exclude_graphdriver_btrfs', 'exclude_graphdriver_devicemapper', 'seccomp'],
    c: [{ name: 'pinns', module: 'github.com/cri-o/cri-o', sources: ['pinns/src/*.c'] }],
  },
  crictl: {
    name: 'cri-tools',
    version: '1.30.0',
    programs: { crictl: 'github.com/kubernetes-sigs/cri-tools/cmd/crictl' },
    variables: { 'github.com/kubernetes-sigs/cri-tools/pkg/version.Version': 'v1.30.0' },
    unoptimized: librariesOfKubernetes,
  },
  flannel: {
    name: 'flannel',
    version: '0.28.9',
    programs: {
      flanneld: 'github.com/flannel-io/flannel',
      'install-conf': 'github.com/flannel-io/flannel/cmd/install_conf',
    },
    cgo: 'static', // its udp backend is C
    variables: { 'github.com/flannel-io/flannel/pkg/version.Version': 'v0.28.9' },
    unoptimized: librariesOfKubernetes,
  },
  coredns: {
    name: 'coredns',
    version: '1.11.1',
    programs: { coredns: 'slipway.dev/lab/coredns/coredns' },
    unoptimized: librariesOfKubernetes,
  },
  'etcd-3.5': { name: 'etcd-3.5', version: '3.5.12', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  'etcd-3.6': { name: 'etcd-3.6', version: '3.6.5', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  cniPlugins: {
    name: 'cni-plugins',
    version: '1.6.2',
    programs: {
      bridge: `${cniPlugins}/main/bridge`,
      loopback: `${cniPlugins}/main/loopback`,
      'host-local': `${cniPlugins}/ipam/host-local`,
      portmap: `${cniPlugins}/meta/portmap`,
    },
    variables: cniVersion('1.6.2'),
  },
  // Flannel's own repository of this plugin is not served as a Go module; this is the last release that carried it.
  flannelCni: {
    name: 'flannel-cni',
    version: '0.9.1',
    programs: { flannel: `${cniPlugins}/meta/flannel` },
    variables: cniVersion('0.9.1'),
  },
  nfpm: { name: 'nfpm', version: '2.43.0', programs: { nfpm: 'github.com/goreleaser/nfpm/v2/cmd/nfpm' } },
} as const satisfies Record<string, Component>;

/** kubeadm of further minors, by minor: what the configurations that Slipway writes are validated with. */
export const kubeadms: Readonly<Record<string, Component>> = {
  '1.31': kubernetes('1.31.4', onlyKubeadm),
  '1.36': kubernetes('1.36.3', onlyKubeadm),
  '1.37': kubernetes('1.37.2', onlyKubeadm),
};

/** The key of a component in the table. */
export type ComponentKey = keyof typeof components;

/** Gives the folder with a component's built programs. */
export type ProgramFolders = (component: ComponentKey) => string;
