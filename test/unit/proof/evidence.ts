import type { NodeState } from '../../../src/model/cluster-state.ts';
import type { ClusterSettings } from '../../../src/model/cluster.ts';
import type { IdMap } from '../../../src/model/proof.ts';
import type { NodeObservation, PodObservation } from '../../../src/proof/observation.ts';
import { logLine, markerOf, proofFiles } from '../../../src/render/proof-pods.ts';

/** Settings of a small cluster. */
export const settings: ClusterSettings = {
  name: 'harbour',
  kubernetes: { version: '1.30.4', ignorePreflightErrors: [], kubeProxy: {}, kubelet: {} },
  userNamespaces: { firstId: 589_824, podsPerNode: 110 },
  network: {
    pods: '10.244.0.0/16',
    services: '10.96.0.0/16',
    cni: { name: 'flannel', version: 'v0.28.9' },
    nodes: [],
    firewall: 'manage',
  },
  ssh: { user: 'root', port: 22, key: { agent: true }, knownHosts: '/known_hosts' },
  mirrors: {
    kubernetes: { url: 'https://packages.example/kubernetes', fingerprint: '0'.repeat(40) },
    crio: { url: 'https://packages.example/cri-o', fingerprint: '0'.repeat(40) },
    installProvenFiles: false,
    images: {},
  },
  verification: { image: 'docker.io/library/busybox:1.37' },
};

/** A Ready node. */
export const node: NodeState = {
  name: 'w1',
  ready: true,
  reason: '',
  networkReady: true,
  kubelet: 'v1.30.4',
  runtime: 'cri-o://1.30.4',
  os: 'Debian GNU/Linux 13 (trixie)',
  kernel: '6.12.0',
  address: '192.0.2.12',
  systemUuid: 'a',
  machineId: 'b',
  bootId: 'c',
  labels: {},
  taints: [],
  annotations: {},
};

const hostNamespace = 'user:[4026531837]';

const confined = {
  capabilities: '00000000a82425fb',
  device: 'mknod: /proof/empty/device: Operation not permitted',
  mount: 'mounted',
};

function pod(part: 'first' | 'second' | 'control', map: IdMap): PodObservation {
  const name = `w1-${part}`;
  const owner = part === 'second' ? '0:1234' : '0:0';
  const volumes = Object.keys(proofFiles).filter((volume) => volume !== 'host' || part === 'first');
  const [, first] = map;
  return {
    name,
    uid: `uid-${part}`,
    hostUsers: part === 'control',
    log: logLine(name),
    trouble: '',
    inside: {
      uidMap: [map],
      gidMap: [map],
      ...(part === 'first' ? confined : { capabilities: '00000000a80425fb', device: '', mount: '' }),
      files: Object.fromEntries(
        volumes.map((volume) => [volume, { owner, content: markerOf(volume, name) || 'readable' }]),
      ),
    },
    outside: {
      pid: 100,
      uids: [first, first, first, first],
      gids: [first, first, first, first],
      userNamespace: part === 'control' ? hostNamespace : `user:[${part}]`,
      ...(part === 'control' ? {} : { record: { uidMap: [map], gidMap: [map] } }),
      written: owner,
    },
  };
}

/** A node whose pods run as they should. */
export function goodNode(): NodeObservation {
  return {
    first: pod('first', [0, 655_360, 65_536]),
    second: pod('second', [0, 786_432, 65_536]),
    control: pod('control', [0, 0, 4_294_967_295]),
    host: {
      bootId: 'boot-1',
      userNamespace: hostNamespace,
      subordinateUids: [[589_824, 7_208_960]],
      subordinateGids: [[589_824, 7_208_960]],
      pods: {},
    },
    podErrors: { before: 0, after: 0 },
  };
}

/** The same pod with other maps everywhere: inside, in kubelet's record and as the ids of its process. */
export function withMap(pod: PodObservation, map: IdMap): PodObservation {
  const ids = Array.from({ length: 4 }, () => map[1]);
  return {
    ...pod,
    ...(pod.inside ? { inside: { ...pod.inside, uidMap: [map], gidMap: [map] } } : {}),
    ...(pod.outside
      ? { outside: { ...pod.outside, uids: ids, gids: ids, record: { uidMap: [map], gidMap: [map] } } }
      : {}),
  };
}

/** The same pod with one file that looks different. */
export function withFile(
  pod: PodObservation,
  volume: string,
  file: { readonly owner?: string; readonly content?: string },
): PodObservation {
  const seen = pod.inside?.files[volume] ?? { owner: '', content: '' };
  if (!pod.inside) return pod;
  return { ...pod, inside: { ...pod.inside, files: { ...pod.inside.files, [volume]: { ...seen, ...file } } } };
}
