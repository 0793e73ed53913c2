import { stringify } from 'yaml';
import { apiPort } from '../model/cluster.ts';
import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { HostFacts, Versions } from '../model/facts.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import type { KubernetesMinor } from '../model/kubernetes-minors.ts';

/** Where the kubeadm configuration and the per-node patches lie on a host. */
export const kubeadmConfigPath = '/etc/slipway/kubeadm.yaml';
const patchesDirectory = '/etc/slipway/patches';
export const kubeletPatchPath = `${patchesDirectory}/kubeletconfiguration0+strategic.yaml`;

/** CRI-O's socket, always named: with several sockets on a host kubeadm stops and asks. */
export const criSocket = 'unix:///var/run/crio/crio.sock';

/** What one node's kubeadm configuration is made of. */
export interface KubeadmInput {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly versions: Versions;
}

const documents = (list: readonly object[]): string =>
  list.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');

/** Flags of a component: a map up to v1beta3, a list since. */
function extraArgs({ kubeadm }: KubernetesMinor, flags: Readonly<Record<string, string>>): object {
  return kubeadm === 'v1beta3' ? flags : Object.entries(flags).map(([name, value]) => ({ name, value }));
}

function nodeRegistration({ settings, host, versions }: KubeadmInput): object {
  return {
    name: host.name,
    criSocket,
    ignorePreflightErrors: settings.kubernetes.ignorePreflightErrors,
    kubeletExtraArgs: extraArgs(kubernetesMinor(versions.kubernetes), { 'node-ip': host.address }),
  };
}

/** Configuration of `kubeadm init`: four documents. The bootstrap token that init makes lives for minutes only. */
export function renderKubeadmInit(input: KubeadmInput): string {
  const { settings, host, versions } = input;
  const minor = kubernetesMinor(versions.kubernetes);
  const apiVersion = `kubeadm.k8s.io/${minor.kubeadm}`;
  const gates = minor.userNamespacesGate ? { UserNamespacesSupport: true } : undefined;
  return documents([
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [
        {
          ttl: '5m0s',
          usages: ['signing', 'authentication'],
          groups: ['system:bootstrappers:kubeadm:default-node-token'],
        },
      ],
      localAPIEndpoint: { advertiseAddress: host.address, bindPort: apiPort },
      nodeRegistration: nodeRegistration(input),
      patches: { directory: patchesDirectory },
    },
    {
      apiVersion,
      kind: 'ClusterConfiguration',
      clusterName: settings.name,
      kubernetesVersion: `v${versions.kubernetes}`,
      controlPlaneEndpoint: `${host.address}:${apiPort}`,
      networking: { podSubnet: settings.network.pods, serviceSubnet: settings.network.services },
      ...(gates
        ? { apiServer: { extraArgs: extraArgs(minor, { 'feature-gates': 'UserNamespacesSupport=true' }) } }
        : {}),
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      ...settings.kubernetes.kubelet,
      cgroupDriver: 'systemd',
      maxPods: settings.userNamespaces.podsPerNode,
      ...(gates ? { featureGates: { ...featureGatesOf(settings), ...gates } } : {}),
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      ...settings.kubernetes.kubeProxy,
    },
  ]);
}

function featureGatesOf({ kubernetes }: ClusterSettings): object {
  const { featureGates } = kubernetes.kubelet;
  return typeof featureGates === 'object' && featureGates !== null ? featureGates : {};
}

/** What a worker presents to be let in. Secret as a whole: it carries the token. */
export interface JoinTicket {
  /** Address and port of the API server. */
  readonly endpoint: string;
  readonly token: string;
  /** Certificate of the cluster's authority, PEM. */
  readonly ca: string;
}

/** Where `kubeadm join` finds the cluster, beside its configuration. */
export const discoveryFile = 'discovery.conf';

/**
 * The kubeconfig by which `kubeadm join` finds the cluster: nobody's credentials, and the authority as the control plane's own files have
 * it, not as the network tells it.
 */
export function renderDiscovery({ endpoint, ca }: JoinTicket): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      // Without a name kubeadm needs no context, and so no user.
      clusters: [{ name: '', cluster: { server: `https://${endpoint}`, 'certificate-authority-data': btoa(ca) } }],
    },
    { lineWidth: 0 },
  );
}

/**
 * Configuration of `kubeadm join` of a worker. A token alone as the way to find the cluster would wait for the controller manager to sign
 * `cluster-info` with it, which kubeadm looks for every five seconds.
 */
export function renderKubeadmJoin(input: KubeadmInput, ticket: JoinTicket): string {
  return documents([
    {
      apiVersion: `kubeadm.k8s.io/${kubernetesMinor(input.versions.kubernetes).kubeadm}`,
      kind: 'JoinConfiguration',
      discovery: { file: { kubeConfigPath: discoveryFile }, tlsBootstrapToken: ticket.token },
      nodeRegistration: nodeRegistration(input),
      patches: { directory: patchesDirectory },
    },
  ]);
}

/**
 * The patch of one node's KubeletConfiguration. `resolvConf` leaks from the first control plane into the cluster's
 * common configuration (kubernetes/kubeadm#3034), so every node says its own.
 */
export function renderKubeletPatch(facts: HostFacts): string {
  const resolvConf = facts.resolver === 'systemd-resolved' ? '/run/systemd/resolve/resolv.conf' : '/etc/resolv.conf';
  return stringify({ apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', resolvConf });
}
