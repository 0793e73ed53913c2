import { apiPort } from '../model/cluster.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import type { Cni, CniContext } from './cni.ts';
import { contentHash } from './content-hash.ts';
import { isWorkload, withContainers } from './manifest.ts';
import type { Container } from './manifest.ts';

/** flannel: VXLAN between nodes, a bridge on each. Source of ports and kernel needs: flannel's documentation. */
export const flannel: Cni = {
  title: 'flannel',
  releases: {
    'v0.25.7': {
      minors: ['1.30', '1.33'],
      sha256: '1f9d894f4cf6d3ff78b991341de02fefe64bfa88575bafc2a967eaeaa252a596',
      images: ['docker.io/flannel/flannel-cni-plugin:v1.5.1-flannel2', 'docker.io/flannel/flannel:v0.25.7'],
    },
    'v0.28.9': {
      minors: ['1.30', '1.37'],
      sha256: 'e875824be2f552b45711dbda91af81b17eb961d00025d914d9fef18fad8f09c0',
      images: ['ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3', 'ghcr.io/flannel-io/flannel:v0.28.9'],
    },
  },
  daemonSet: { namespace: 'kube-flannel', name: 'kube-flannel-ds' },
  ports: ['8472/udp'],
  modules: ['vxlan'],
  saysReady: true,
  leaves: { links: ['cni0', 'flannel.'], files: ['/run/flannel'] },
  revision: 2,
  rewrite: (object, at) => {
    if (object.kind === 'ConfigMap') return withPods(object, at);
    return object.kind === 'DaemonSet' ? fitted(object, at) : object;
  },
};

/** `net-conf.json` must name the cluster's own pod network, or flannel gives addresses that nobody routes. */
function withPods(object: KubernetesObject, { settings }: CniContext): KubernetesObject {
  const data = object['data'];
  if (typeof data !== 'object' || data === null || !('net-conf.json' in data)) return object;
  const conf: object = JSON.parse(String(data['net-conf.json']));
  const text = JSON.stringify({ ...conf, Network: settings.network.pods }, null, 2);
  return { ...object, data: { ...data, 'net-conf.json': text } };
}

function fitted(object: KubernetesObject, at: CniContext): KubernetesObject {
  const changed = withContainers(object, (container) =>
    container.name === 'kube-flannel' ? reaching(container, at) : container,
  );
  if (!isWorkload(changed)) return changed;
  const { template } = changed.spec;
  // Pods do not restart by themselves when their ConfigMap changes; a new annotation makes them.
  const annotations = { 'slipway.dev/config': contentHash(at.settings.network.pods) };
  return {
    ...changed,
    spec: {
      ...changed.spec,
      // Every node may renew at once: the data path stays up while flanneld restarts.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
      template: {
        ...template,
        metadata: { ...template.metadata, annotations },
        // Where SELinux enforces, an ordinary container may write neither CNI files nor the lock of iptables.
        spec: { ...template.spec, securityContext: { seLinuxOptions: { type: 'spc_t' } } },
      },
    },
  };
}

/**
 * flannel's manifest has kubelet look for the first time up to fifteen seconds after flanneld works, and every build, reboot and new node
 * waits for that.
 */
function readyAtOnce({ readinessProbe }: Container): object {
  if (typeof readinessProbe !== 'object') return {};
  return { readinessProbe: { ...readinessProbe, initialDelaySeconds: 1, periodSeconds: 2 } };
}

function reaching(container: Container, { controlPlane }: CniContext): Container {
  return {
    ...container,
    ...readyAtOnce(container),
    // By the Node's own address, not by the default route: hosts may have several interfaces.
    args: [...(container.args ?? []), '--iface=$(NODE_IP)'],
    env: [
      { name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      ...(container.env ?? []),
      // The address of the Service works only once kube-proxy has set it up on this node; flanneld that starts earlier
      // waits 30 seconds and ends.
      { name: 'KUBERNETES_SERVICE_HOST', value: controlPlane.address },
      { name: 'KUBERNETES_SERVICE_PORT', value: String(apiPort) },
    ],
  };
}
