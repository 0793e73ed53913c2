import { join } from 'node:path';

import { components } from '../components.ts';
import type { ProgramFolders } from '../components.ts';
import type { LabMinor } from '../minors.ts';
import { recordedFolder } from '../../ledger/places.ts';
import { labSource } from '../../paths.ts';
import type { Format, Package, PackageFile } from './package.ts';

const staticFiles = labSource('packages/');

/** The folder with static files of packages. */
export const packageFilesFolder = staticFiles;

/** What packages are made of: built programs, and the container runtime that cri-o brings. */
export interface PackageIngredients {
  readonly programs: ProgramFolders;
  readonly runtime: readonly PackageFile[];
  /** The program that stands for kubeadm and notes its calls. */
  readonly ledger: string;
}

const releases: Record<Format, string> = { deb: '1.1', rpm: '150500.1.1' };
const environmentFolder: Record<Format, string> = { deb: '/etc/default', rpm: '/etc/sysconfig' };
const systemUnits = '/usr/lib/systemd/system';

/** A dependency with a least version, in the format's own words. */
function atLeast(format: Format, name: string, version: string): string {
  return format === 'deb' ? `${name} (>= ${version})` : `${name} >= ${version}`;
}

/** What the upstream packages of 1.30 pull in and those of 1.34 do not any more: hosts must get it otherwise. */
const pulledIn: Readonly<Record<string, readonly string[]>> = {
  '1.30': ['socat', 'ethtool', 'conntrack'],
};

/** The packages of the Kubernetes repository: names, files and dependencies of the upstream ones of this minor. */
export function kubernetesPackages(
  format: Format,
  { minor, kubernetes }: LabMinor,
  { programs, ledger }: PackageIngredients,
): readonly Package[] {
  const { version } = components[kubernetes];
  const release = releases[format];
  const program = (name: string): PackageFile => executable(join(programs(kubernetes), name), `/usr/bin/${name}`);
  const older = pulledIn[minor];
  const networkTools = older ? [format === 'deb' ? 'iproute2' : 'iproute', ...older] : [];
  return [
    {
      name: 'kubelet',
      version,
      release,
      summary: 'Node agent of Kubernetes',
      depends: [
        atLeast(format, 'iptables', '1.4.21'),
        atLeast(format, 'kubernetes-cni', '1.2.0'),
        'util-linux',
        ...(format === 'deb' ? ['mount'] : []),
        ...networkTools,
      ],
      files: [
        program('kubelet'),
        packaged('kubelet/kubelet.service', `${systemUnits}/kubelet.service`),
        { ...packaged('kubelet/environment', `${environmentFolder[format]}/kubelet`), config: true },
      ],
      folders: ['/etc/kubernetes/manifests', '/var/lib/kubelet'],
      afterInstall: reloadSystemd,
    },
    {
      name: 'kubeadm',
      version,
      release,
      summary: 'Command-line utility that sets up a Kubernetes cluster',
      depends: older ? [atLeast(format, 'cri-tools', '1.30.0')] : [],
      files: [
        executable(ledger, '/usr/bin/kubeadm'),
        executable(join(programs(kubernetes), 'kubeadm'), `${recordedFolder}/kubeadm`),
        packaged(`kubeadm/10-kubeadm.${format}.conf`, `${systemUnits}/kubelet.service.d/10-kubeadm.conf`),
      ],
      afterInstall: reloadSystemd,
    },
    {
      name: 'kubectl',
      version,
      release,
      summary: 'Command-line utility that talks to a Kubernetes cluster',
      files: [program('kubectl')],
    },
    {
      name: 'cri-tools',
      version: components.crictl.version,
      release,
      summary: 'Command-line utility that talks to a container runtime',
      files: [executable(join(programs('crictl'), 'crictl'), '/usr/bin/crictl')],
    },
    {
      name: 'kubernetes-cni',
      version: components.cniPlugins.version,
      release,
      summary: 'Binaries of the container network interface',
      files: Object.keys(components.cniPlugins.programs).map((name) =>
        executable(join(programs('cniPlugins'), name), `/opt/cni/bin/${name}`),
      ),
    },
  ];
}

/** The package of the CRI-O repository. */
export function crioPackages(format: Format, { programs, runtime }: PackageIngredients): readonly Package[] {
  return [
    {
      name: 'cri-o',
      version: components.crio.version,
      release: releases[format],
      summary: 'Container runtime for Kubernetes',
      depends: ['iptables'],
      recommends: ['kubernetes-cni'],
      files: [
        executable(join(programs('crio'), 'crio'), '/usr/bin/crio'),
        executable(join(programs('crio'), 'pinns'), '/usr/bin/pinns'),
        { ...packaged('cri-o/crun', '/usr/libexec/crio/crun'), mode: 0o755 },
        ...runtime,
        packaged(`cri-o/crio.${format}.service`, `${systemUnits}/crio.service`),
        { ...packaged('cri-o/10-crio.conf', '/etc/crio/crio.conf.d/10-crio.conf'), config: true },
        { ...packaged('cri-o/policy.json', '/etc/crio/policy.json'), config: true },
        { ...packaged('cri-o/registries.conf', '/etc/containers/registries.conf.d/crio.conf'), config: true },
        { ...packaged('cri-o/crictl.yaml', '/etc/crictl.yaml'), config: true },
        {
          ...packaged('cri-o/10-crio-bridge.conflist.disabled', '/etc/cni/net.d/10-crio-bridge.conflist.disabled'),
          config: true,
        },
      ],
      folders: ['/var/lib/crio'],
      afterInstall: reloadSystemd,
    },
  ];
}

const reloadSystemd = join(staticFiles, 'reload-systemd.sh');

function packaged(file: string, path: string): PackageFile {
  return { source: join(staticFiles, file), path };
}

function executable(source: string, path: string): PackageFile {
  return { source, path, mode: 0o755 };
}
