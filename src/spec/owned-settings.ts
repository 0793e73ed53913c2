import { minorOf } from '../model/cluster.ts';
import { kubernetesMinors } from '../model/kubernetes-minors.ts';
import type { PlacedFinding } from './finding.ts';
import type { Path } from './path.ts';
import { valueAt } from './path.ts';

const perNode = 'Remove the key; Slipway sets it for each node.';
const kubeletPath: Path = ['spec', 'kubernetes', 'kubelet'];
const proxyPath: Path = ['spec', 'kubernetes', 'kubeProxy'];

/** Settings that Slipway decides: place, reason, and what to do instead. */
const owned: readonly (readonly [path: Path, reason: string, instead: string])[] = [
  [[...kubeletPath, 'apiVersion'], 'Slipway writes the file around it', 'Remove the key.'],
  [[...kubeletPath, 'kind'], 'Slipway writes the file around it', 'Remove the key.'],
  [[...kubeletPath, 'failSwapOn'], 'Slipway turns swap off on every host', 'Remove the key.'],
  [
    [...kubeletPath, 'maxPods'],
    'it must agree with the ids that pods get',
    'Remove the key and set `spec.userNamespaces.podsPerNode`.',
  ],
  [
    [...kubeletPath, 'userNamespaces'],
    'it must agree with the subordinate ids on the hosts',
    'Remove the key and use `spec.userNamespaces`.',
  ],
  [[...kubeletPath, 'resolvConf'], 'the right file differs from host to host', perNode],
  [[...kubeletPath, 'cgroupDriver'], 'it must agree with CRI-O', 'Remove the key: both use systemd.'],
  [[...kubeletPath, 'containerRuntimeEndpoint'], 'the container runtime is CRI-O', 'Remove the key.'],
  [[...kubeletPath, 'staticPodPath'], 'kubeadm decides it', 'Remove the key.'],
  [[...kubeletPath, 'clusterDNS'], 'it follows from `spec.network.services`', 'Remove the key.'],
  [[...kubeletPath, 'clusterDomain'], 'it is cluster.local everywhere', 'Remove the key.'],
  [
    [...kubeletPath, 'featureGates', 'UserNamespacesSupport'],
    'Slipway sets the gate where the version needs it, and later versions refuse it',
    'Remove the gate.',
  ],
  [[...proxyPath, 'apiVersion'], 'Slipway writes the file around it', 'Remove the key.'],
  [[...proxyPath, 'kind'], 'Slipway writes the file around it', 'Remove the key.'],
  [[...proxyPath, 'clusterCIDR'], 'it follows from `spec.network.pods`', 'Remove the key.'],
  [[...proxyPath, 'hostnameOverride'], 'it differs from host to host', perNode],
];

/** Feature gates that kubelet of the minor asked for does not know any more. */
function goneGates(file: unknown): readonly PlacedFinding[] {
  const version = valueAt(file, ['spec', 'kubernetes', 'version']);
  const minor = typeof version === 'string' ? minorOf(version) : '';
  return (kubernetesMinors[minor]?.gone ?? [])
    .map((name): Path => [...kubeletPath, 'featureGates', name])
    .filter((path) => valueAt(file, path) !== undefined)
    .map((path): PlacedFinding => ({
      path,
      at: 'key',
      what: `kubelet ${minor} does not start with the gate \`${String(path.at(-1))}\`, which is no more`,
      instead: 'Remove the gate.',
    }));
}

/** Settings under `kubelet` and `kubeProxy` that Slipway decides itself, or that the minor does not know any more. */
export function ownedSettingFindings(file: unknown): readonly PlacedFinding[] {
  const taken = owned
    .filter(([path]) => valueAt(file, path) !== undefined)
    .map(([path, reason, instead]): PlacedFinding => ({
      path,
      at: 'key',
      what: `\`${path.slice(2).join('.')}\` is not yours to set: ${reason}`,
      instead,
    }));
  return [...taken, ...goneGates(file)];
}
