import { annotations } from '../model/cluster-state.ts';
import { apiPort } from '../model/cluster.ts';
import type { ClusterSettings, Host } from '../model/cluster.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import { contentHash } from './content-hash.ts';

/** Where flannel lives in the cluster. */
export const flannelNamespace = 'kube-flannel';
export const flannelDaemonSet = 'kube-flannel-ds';

/** Releases of flannel with the release of its CNI plugin that upstream's manifest pairs with each. */
export const flannelPlugins: Readonly<Record<string, string>> = {
  'v0.26.7': 'v1.6.2-flannel1',
};

const registry = 'ghcr.io/flannel-io';
const labels = { 'app.kubernetes.io/name': 'flannel' };
const configDirectory = '/etc/kube-flannel';

const canonical = (version: string): string => `v${version.replace(/^v/, '')}`;

/** Images of a flannel release: flannel first, its CNI plugin second. Throws on a release that the table lacks. */
export function flannelImages(version: string): readonly [flannel: string, plugin: string] {
  const release = canonical(version);
  const plugin = flannelPlugins[release];
  if (!plugin) throw new Error(`flannel ${version} is not known; known are ${Object.keys(flannelPlugins).join(', ')}`);
  return [`${registry}/flannel:${release}`, `${registry}/flannel-cni-plugin:${plugin}`];
}

/** Hash of everything that `renderFlannel` gives for the same; its DaemonSet carries it as an annotation. */
export function flannelContent(settings: ClusterSettings, controlPlane: Host): string {
  return contentHash(JSON.stringify(manifests(settings, controlPlane)));
}

/** All objects of flannel, in the order in which they can be applied. Its pods reach the API at that control plane. */
export function renderFlannel(settings: ClusterSettings, controlPlane: Host): readonly KubernetesObject[] {
  const content = flannelContent(settings, controlPlane);
  return manifests(settings, controlPlane).map((object) =>
    object.kind === 'DaemonSet'
      ? { ...object, metadata: { ...object.metadata, annotations: { [annotations.content]: content } } }
      : object,
  );
}

function manifests(settings: ClusterSettings, controlPlane: Host): readonly KubernetesObject[] {
  const config = networkConfig(settings.network.pods);
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      // flannel changes the routes and the firewall of its node: the privileged level is what it needs.
      metadata: { name: flannelNamespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named('flannel', flannelNamespace) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: named('flannel'),
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: named('flannel'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannel' },
      subjects: [{ kind: 'ServiceAccount', name: 'flannel', namespace: flannelNamespace }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: named('kube-flannel-cfg', flannelNamespace), data: config },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: named(flannelDaemonSet, flannelNamespace),
      spec: {
        selector: { matchLabels: labels },
        // Every node may renew at once: the data path stays up while flanneld restarts.
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
        template: {
          // Pods do not restart by themselves when their ConfigMap changes; a new annotation makes them.
          metadata: { labels, annotations: { 'slipway.dev/config': contentHash(JSON.stringify(config)) } },
          spec: podSpec(flannelImages(settings.network.cni.version), controlPlane),
        },
      },
    },
  ];
}

function named(name: string, namespace?: string): KubernetesObject['metadata'] {
  return { name, ...(namespace === undefined ? {} : { namespace }), labels };
}

function networkConfig(pods: string): Readonly<Record<string, string>> {
  const plugins = [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ];
  return {
    'cni-conf.json': JSON.stringify({ name: 'cbr0', cniVersion: '0.3.1', plugins }, null, 2),
    'net-conf.json': JSON.stringify({ Network: pods, Backend: { Type: 'vxlan' } }, null, 2),
  };
}

function podSpec([flannel, plugin]: readonly [string, string], controlPlane: Host): object {
  const field = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const mount = (name: string, mountPath: string): object => ({ name, mountPath });
  return {
    hostNetwork: true,
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'flannel',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    // Where SELinux enforces, an ordinary container may write neither CNI files nor the lock of iptables.
    securityContext: { seLinuxOptions: { type: 'spc_t' } },
    // A node is tainted until its network works, and the network is what this pod brings.
    tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
    initContainers: [
      {
        name: 'install-cni-plugin',
        image: plugin,
        command: ['cp', '-f', '/flannel', '/opt/cni/bin/flannel'],
        volumeMounts: [mount('cni-plugin', '/opt/cni/bin')],
      },
      {
        name: 'install-cni',
        image: flannel,
        command: ['cp', '-f', `${configDirectory}/cni-conf.json`, '/etc/cni/net.d/10-flannel.conflist'],
        volumeMounts: [mount('cni', '/etc/cni/net.d'), mount('config', configDirectory)],
      },
    ],
    containers: [
      {
        name: 'kube-flannel',
        image: flannel,
        // By the Node's own address, not by the default route: hosts may have several interfaces.
        command: ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr', '--iface=$(NODE_IP)'],
        env: [
          field('NODE_IP', 'status.hostIP'),
          field('POD_NAME', 'metadata.name'),
          field('POD_NAMESPACE', 'metadata.namespace'),
          { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
          // The address of the Service works only once kube-proxy has set it up on this node; flanneld that starts
          // earlier waits 30 seconds and ends.
          { name: 'KUBERNETES_SERVICE_HOST', value: controlPlane.address },
          { name: 'KUBERNETES_SERVICE_PORT', value: String(apiPort) },
        ],
        resources: { requests: { cpu: '100m', memory: '50Mi' } },
        securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
        volumeMounts: [
          mount('run', '/run/flannel'),
          mount('config', configDirectory),
          mount('xtables-lock', '/run/xtables.lock'),
        ],
      },
    ],
    volumes: [
      { name: 'run', hostPath: { path: '/run/flannel', type: 'DirectoryOrCreate' } },
      { name: 'cni-plugin', hostPath: { path: '/opt/cni/bin', type: 'DirectoryOrCreate' } },
      { name: 'cni', hostPath: { path: '/etc/cni/net.d', type: 'DirectoryOrCreate' } },
      { name: 'config', configMap: { name: 'kube-flannel-cfg' } },
      { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
    ],
  };
}
