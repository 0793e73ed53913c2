import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/model/cluster.ts';
import { controlPlaneComponents } from '../../../src/proof/control-plane.ts';
import { decideCluster } from '../../../src/proof/decide-cluster.ts';
import type { ClusterEvidence } from '../../../src/proof/cluster-evidence.ts';
import { largeBytes } from '../../../src/render/proof-pods.ts';
import { node } from './evidence.ts';

const hosts: readonly Host[] = [
  { name: 'cp1', address: '10.0.0.1', role: 'control-plane' },
  { name: 'w1', address: '10.0.0.2', role: 'worker' },
];

const reach = (other: string) => ({
  dns: ['10.96.0.1'],
  service: 'w1-first',
  pods: { [other]: `${other}-first` },
  large: { [other]: largeBytes },
});

const good: ClusterEvidence = {
  hosts,
  version: '1.30.4',
  state: {
    nodes: hosts.map(({ name }) => ({ ...node, name })),
    network: { content: 'abc', rollout: { observed: true, desired: 2, updated: 2, ready: 2 } },
    dns: { observed: true, desired: 2, updated: 2, ready: 2 },
    proofUnfinished: false,
  },
  controlPlane: controlPlaneComponents.map((component) => ({ component, node: 'cp1', phase: 'Running', ready: true })),
  kubernetesIp: '10.96.0.1',
  pods: { cp1: reach('w1'), w1: reach('cp1') },
  nodes: {
    cp1: { service: 'cp1-first', nodePort: 'w1-first' },
    w1: { service: 'cp1-first', nodePort: 'w1-first' },
  },
};

const failedOf = (evidence: ClusterEvidence): readonly string[] =>
  decideCluster(evidence)
    .checks.filter((check) => !check.passed)
    .map((check) => check.id);
const [first, second] = good.state.nodes;
const seenOf = (evidence: ClusterEvidence, id: string): string =>
  decideCluster(evidence).checks.find((check) => check.id === id)?.seen ?? '';

const cases: readonly { name: string; change: Partial<ClusterEvidence>; fails: readonly string[]; seen: string }[] = [
  {
    name: 'a node has not joined',
    change: { state: { ...good.state, nodes: first ? [first] : [] } },
    fails: ['nodes-ready'],
    seen: 'w1 has not joined',
  },
  {
    name: 'a node is not Ready',
    change: {
      state: { ...good.state, nodes: [...(first ? [first] : []), { ...node, ready: false, reason: 'no CNI' }] },
    },
    fails: ['nodes-ready'],
    seen: 'w1 is not Ready: no CNI',
  },
  {
    name: 'a node has no pod network',
    change: { state: { ...good.state, nodes: [...(first ? [first] : []), { ...node, networkReady: false }] } },
    fails: ['nodes-ready'],
    seen: 'w1 has no pod network',
  },
  {
    name: 'a node runs another version',
    change: { state: { ...good.state, nodes: [...(first ? [first] : []), { ...node, kubelet: 'v1.30.3' }] } },
    fails: ['nodes-ready'],
    seen: 'w1 runs v1.30.3',
  },
  {
    name: 'etcd is missing',
    change: { controlPlane: good.controlPlane.filter((pod) => pod.component !== 'etcd') },
    fails: ['control-plane'],
    seen: 'etcd on cp1 is missing',
  },
  {
    name: 'the scheduler is not ready',
    change: {
      controlPlane: good.controlPlane.map((pod) =>
        pod.component === 'kube-scheduler' ? { ...pod, phase: 'Pending', ready: false } : pod,
      ),
    },
    fails: ['control-plane'],
    seen: 'kube-scheduler on cp1 is Pending, and not ready',
  },
  {
    name: 'the pod network is half rolled out',
    change: {
      state: {
        ...good.state,
        network: { content: 'abc', rollout: { observed: true, desired: 2, updated: 1, ready: 2 } },
      },
    },
    fails: ['pod-network'],
    seen: '1 of 2 newest, 2 ready',
  },
  {
    name: 'cluster DNS is half rolled out',
    change: { state: { ...good.state, dns: { observed: true, desired: 2, updated: 2, ready: 1 } } },
    fails: ['cluster-dns'],
    seen: '1 of 2 ready',
  },
  {
    name: 'DNS gives another address',
    change: { pods: { ...good.pods, w1: { ...reach('cp1'), dns: ['10.96.0.2'] } } },
    fails: ['dns'],
    seen: 'w1: 10.96.0.2',
  },
  {
    name: 'pods do not reach a service',
    change: { pods: { ...good.pods, w1: { ...reach('cp1'), service: '' } } },
    fails: ['service-from-pods'],
    seen: 'w1: no answer',
  },
  {
    name: 'a node does not reach a service',
    change: { nodes: { ...good.nodes, cp1: { service: '', nodePort: 'w1-first' } } },
    fails: ['service-from-nodes'],
    seen: 'cp1: no answer',
  },
  {
    name: 'somebody else answers on the NodePort',
    change: { nodes: { ...good.nodes, cp1: { service: 'w1-first', nodePort: 'nginx' } } },
    fails: ['node-port'],
    seen: 'cp1: nginx',
  },
  {
    name: 'one direction between two nodes is cut',
    change: { pods: { ...good.pods, cp1: { ...reach('w1'), pods: {}, large: {} } } },
    fails: ['pod-to-pod', 'large-answers'],
    seen: 'cp1 to w1: no answer',
  },
  {
    name: 'a pod answers with another pod’s name',
    change: { pods: { ...good.pods, cp1: { ...reach('w1'), pods: { w1: 'cp1-first' } } } },
    fails: ['pod-to-pod'],
    seen: 'cp1 to w1: cp1-first',
  },
  {
    name: 'large packets are lost',
    change: { pods: { ...good.pods, cp1: { ...reach('w1'), large: { w1: 1024 } } } },
    fails: ['large-answers'],
    seen: 'cp1 to w1: 1024 bytes',
  },
  {
    name: 'nothing was seen of a node',
    change: { pods: {}, nodes: {} },
    fails: ['dns', 'service-from-pods', 'service-from-nodes', 'node-port', 'pod-to-pod', 'large-answers'],
    seen: 'cp1: no answer; w1: no answer',
  },
];

describe('the proof of a cluster', () => {
  test('passes where everything is as it should be', () => {
    expect(failedOf(good)).toEqual([]);
  });

  test.each(cases)('fails where $name', ({ change, fails, seen }) => {
    const evidence = { ...good, ...change };
    expect(failedOf(evidence)).toEqual(fails);
    expect(seenOf(evidence, fails[0] ?? '')).toBe(seen);
  });

  test('asks nodes of 1.31 and later what their runtime says', () => {
    const at = (userNamespaces: boolean): ClusterEvidence => ({
      ...good,
      version: '1.31.0',
      state: {
        ...good.state,
        nodes: [first, second].flatMap((each) => (each ? [{ ...each, kubelet: 'v1.31.0', userNamespaces }] : [])),
      },
    });
    expect(failedOf(at(true))).toEqual([]);
    expect(failedOf(at(false))).toEqual(['runtime-handlers']);
    expect(decideCluster(good).checks.map((check) => check.id)).not.toContain('runtime-handlers');
  });

  test('of a single node needs no way between nodes', () => {
    const cp1 = { ...reach('w1'), service: 'cp1-first', pods: {}, large: {} };
    const nodes = { cp1: { service: 'cp1-first', nodePort: 'cp1-first' } };
    expect(failedOf({ ...good, hosts: hosts.slice(0, 1), pods: { cp1 }, nodes })).toEqual([]);
  });
});
