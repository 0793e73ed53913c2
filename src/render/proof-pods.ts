import type { KubernetesObject } from '../model/kubernetes-object.ts';

/** Where the pods of the proof run. */
export const proofNamespace = 'slipway-proof';

/** The pods of each node: `first` and `second` with a user namespace of their own, `control` with the host's. */
export const proofPods = ['first', 'second', 'control'] as const;
export type ProofPod = (typeof proofPods)[number];

/** Group that the second pod's volumes are given. */
export const proofGroup = 1234;
/** Port of each pod's small web server, and the size of its large answer: far more than any packet. */
export const proofPort = 8080;
export const largeBytes = 262_144;

/**
 * Capabilities that a pod is given beside the runtime's own, to see how far they reach. The first holds what would make it
 * master of the host; the control pod only what it takes to compare, and neither opens what it makes.
 */
const capabilities: Readonly<Record<ProofPod, readonly string[]>> = {
  first: ['SYS_ADMIN', 'MKNOD'],
  second: [],
  control: ['MKNOD'],
};

const markers = { config: 'slipway-config', secret: 'slipway-secret' };

/** What every pod looks at, by volume. `marker`: its text is known; `secret`: only readable or not; `folder` likewise. */
export const proofFiles: Readonly<Record<string, { path: string; read: 'marker' | 'secret' | 'folder' }>> = {
  config: { path: '/proof/config/marker', read: 'marker' },
  secret: { path: '/proof/secret/marker', read: 'marker' },
  projected: { path: '/proof/projected/marker', read: 'marker' },
  downward: { path: '/proof/downward/name', read: 'marker' },
  token: { path: '/var/run/secrets/kubernetes.io/serviceaccount/token', read: 'secret' },
  empty: { path: '/proof/empty/written', read: 'marker' },
  host: { path: '/proof/host', read: 'folder' },
};

/** What a marker reads in a pod; '' for what has no known text. */
export function markerOf(volume: string, pod: string): string {
  if (volume === 'config' || volume === 'projected') return markers.config;
  if (volume === 'secret') return markers.secret;
  return volume === 'downward' || volume === 'empty' ? pod : '';
}

/** Name of one pod of a node. */
export function proofPodName(node: string, pod: ProofPod): string {
  return `${node}-${pod}`;
}

/** The line that a pod logs once it serves. */
export function logLine(pod: string): string {
  return `${pod} serves the proof`;
}

/** What the pods share: namespace, configuration, and a service over the first pod of every node. */
export function renderProofCommons(): readonly KubernetesObject[] {
  const metadata = { name: 'proof', namespace: proofNamespace };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      // A hostPath volume and the control pod are beyond the baseline level.
      metadata: { name: proofNamespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { marker: markers.config } },
    { apiVersion: 'v1', kind: 'Secret', metadata, data: { marker: btoa(markers.secret) } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'NodePort',
        selector: { 'slipway.dev/proof': 'first' },
        ports: [{ name: 'http', port: 80, targetPort: proofPort, protocol: 'TCP' }],
      },
    },
  ];
}

/** The three pods of one node, pinned to it past the scheduler. */
export function renderProofPods(node: string, image: string): readonly KubernetesObject[] {
  return proofPods.map((pod) => {
    const name = proofPodName(node, pod);
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: proofNamespace, labels: { 'slipway.dev/proof': pod } },
      spec: {
        nodeName: node,
        hostUsers: pod === 'control',
        tolerations: [{ operator: 'Exists' }],
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        enableServiceLinks: false,
        ...(pod === 'second' ? { securityContext: { fsGroup: proofGroup } } : {}),
        containers: [
          {
            name: 'proof',
            image,
            command: ['sh', '-c', serve(name)],
            volumeMounts: mounts(pod),
            ...(capabilities[pod].length > 0 ? { securityContext: { capabilities: { add: capabilities[pod] } } } : {}),
          },
        ],
        volumes: volumes(pod),
      },
    };
  });
}

function serve(name: string): string {
  return [
    `echo ${name} > /proof/empty/written`,
    'mkdir /proof/empty/www',
    'cd /proof/empty/www',
    `echo ${name} > name`,
    `dd if=/dev/zero of=large bs=1024 count=${largeBytes / 1024} 2> /dev/null`,
    `echo '${logLine(name)}'`,
    `exec httpd -f -p ${proofPort} -h /proof/empty/www`,
  ].join(' && ');
}

function mounts(pod: ProofPod): readonly object[] {
  const names = ['config', 'secret', 'projected', 'downward', 'empty', ...(pod === 'first' ? ['host'] : [])];
  return names.map((name) => ({ name, mountPath: `/proof/${name}`, readOnly: name !== 'empty' }));
}

function volumes(pod: ProofPod): readonly object[] {
  const name = { path: 'name', fieldRef: { fieldPath: 'metadata.name' } };
  return [
    { name: 'config', configMap: { name: 'proof' } },
    { name: 'secret', secret: { secretName: 'proof' } },
    {
      name: 'projected',
      projected: {
        sources: [
          { configMap: { name: 'proof' } },
          { downwardAPI: { items: [name] } },
          { serviceAccountToken: { path: 'token' } },
        ],
      },
    },
    { name: 'downward', downwardAPI: { items: [name] } },
    { name: 'empty', emptyDir: {} },
    // Every host with systemd has it; it is public and no mounts lie below it.
    ...(pod === 'first' ? [{ name: 'host', hostPath: { path: '/usr/lib/systemd/system', type: 'Directory' } }] : []),
  ];
}
