import type { Failure } from '../../src/model/failure.ts';
import type { Plan, PlannedStep } from '../../src/model/plan.ts';
import { emptyProgress, progressAfter, type NodeEvent, type Progress } from '../../src/model/progress.ts';
import type { NodeProof, Proof, ProofCheck } from '../../src/model/proof.ts';
import type { ApplyResult } from '../../src/model/result.ts';
import { ubuntu, versions } from './fixtures.ts';

/** Start of the build in the fixtures: 2026-11-20 12:00:00 UTC. */
export const startedAt = Date.UTC(2026, 10, 20, 12);

/** Seconds after the start, in epoch milliseconds. */
export const at = (seconds: number): number => startedAt + seconds * 1000;

/** A step that failed for want of disk space. */
export const diskFull: Failure = {
  code: 'disk-full',
  message: '/var has 120 MiB free, and the packages need 1,900 MiB',
  host: 'w-2',
  step: 'install-packages',
  tail: 'Unpacking cri-o (1.30.5-1.1) ...\n\u001B[31mdpkg: error processing archive\u001B[0m\n cannot copy extracted data: No space left on device\nE: Sub-process /usr/bin/dpkg returned an error code (1)',
};

const addresses: Readonly<Record<string, string>> = {
  'cp-1': '192.0.2.11',
  'w-1': '192.0.2.12',
  'w-2': '192.0.2.13',
  'w-3': '192.0.2.14',
};

const planned = (node: string, os: string, role: 'control-plane' | 'worker'): NodeEvent => ({
  type: 'planned',
  node,
  at: at(2),
  role,
  address: addresses[node] ?? '',
  os,
  done: 2,
  total: 20,
});

const middle: readonly NodeEvent[] = [
  planned('cp-1', 'Ubuntu 24.04.1 LTS', 'control-plane'),
  planned('w-1', 'CentOS Stream 9', 'worker'),
  planned('w-2', 'Ubuntu 24.04.1 LTS', 'worker'),
  planned('w-3', 'CentOS Stream 9', 'worker'),
  { type: 'finished', node: 'cp-1', at: at(30), count: 9, changed: 9 },
  { type: 'reached', node: 'cp-1', at: at(30), milestone: 'images-pulled' },
  {
    type: 'started',
    node: 'cp-1',
    at: at(31),
    phase: 'control-plane',
    step: 'Initialise the control plane with kubeadm',
  },
  { type: 'finished', node: 'w-1', at: at(40), count: 10, changed: 8 },
  { type: 'waiting', node: 'w-1', at: at(41), phase: 'join', step: 'Wait for the API server' },
  { type: 'started', node: 'w-2', at: at(20), phase: 'packages', step: 'Install kubelet, kubeadm, kubectl and CRI-O' },
  { type: 'parked', node: 'w-2', at: at(28), failure: diskFull },
];

/** A build of four nodes: one works, one waits, one is parked, one has not started. */
export const progress: Progress = middle.reduce(progressAfter, {
  ...emptyProgress('harbour', startedAt),
  state: 'building',
  kubernetes: '1.30.4',
});

/** The same build at its end. */
export const finished: Progress = progress.nodes.reduce<Progress>(
  (before, { node }) =>
    progressAfter(before, { type: 'ended', node, at: at(148), state: node === 'w-2' ? 'skipped' : 'done' }),
  { ...progress, state: 'incomplete', milestones: ['images-pulled', 'api-ready'] },
);

const check = (id: string, title: string, passed = true): ProofCheck => ({
  id,
  title,
  passed,
  expected: '0 within 589824…7798783, 65536 ids',
  seen: passed ? '0 655360 65536' : '0 0 4294967295',
});

function nodeProof(node: string, os: string, first: number): NodeProof {
  return {
    node,
    os,
    kubelet: 'v1.30.4',
    runtime: 'cri-o://1.30.5',
    ready: true,
    uidMap: [0, first, 65_536],
    secondUidMap: [0, first + 65_536, 65_536],
    subordinateIds: [589_824, 7_208_960],
    hostUid: first,
    bootId: `boot-${node}`,
    checks: [check('uid-map', 'The pod has its own users'), check('range', 'They lie within those of the kubelet')],
    seenAt: '2026-11-20T12:02:20.000Z',
  };
}

/** A proof of two nodes. */
const proof: Proof = {
  proven: true,
  nodes: [nodeProof('cp-1', 'Ubuntu 24.04.1 LTS', 655_360), nodeProof('w-1', 'CentOS Stream 9', 786_432)],
  cluster: {
    checks: [check('dns', 'Pods on every node resolve names'), check('across', 'Pods reach pods on other nodes')],
  },
};

/** The same with a pod that has the host's users. */
export const failedProof: Proof = {
  ...proof,
  proven: false,
  nodes: proof.nodes.map((node, index) =>
    index ? { ...node, ready: false, checks: [check('uid-map', 'The pod has its own users', false)] } : node,
  ),
};

const entry = (node: string, phase: string, step: string, times: readonly [number, number]) => ({
  node,
  phase,
  step,
  scheduledAt: at(times[0]),
  endedAt: at(times[1]),
  remoteMs: (times[1] - times[0]) * 900,
});

/** A build that ended with the proof. */
export const result: ApplyResult = {
  cluster: 'harbour',
  outcome: 'proven',
  versions,
  nodes: [
    {
      node: 'cp-1',
      os: 'Ubuntu 24.04.1 LTS',
      address: '192.0.2.11',
      state: 'done',
      changed: ['disable-swap', 'init'],
      unfinished: [],
      unchanged: ['load-modules'],
    },
    {
      node: 'w-1',
      os: 'CentOS Stream 9',
      address: '192.0.2.12',
      state: 'done',
      changed: ['disable-swap', 'join'],
      unfinished: [],
      unchanged: [],
    },
  ],
  proof,
  timeline: [
    entry('cp-1', 'prepare', 'disable-swap load-modules', [2, 4]),
    entry('w-1', 'prepare', 'disable-swap', [3, 6]),
    entry('cp-1', 'packages', 'install-packages', [4, 30]),
    entry('w-1', 'packages', 'install-packages', [6, 40]),
    entry('cp-1', 'control-plane', 'init', [30, 75]),
    entry('w-1', 'join', 'join', [76, 90]),
    entry('', 'verify', 'prove-cluster', [92, 99.5]),
  ],
  remains: [],
  seconds: 100.4,
};

const step = (id: string, phase: string, about: Partial<PlannedStep> & { readonly title: string }): PlannedStep => ({
  id,
  phase,
  kind: 'quick',
  state: 'needed',
  found: '',
  seconds: 10,
  undo: { kept: 'it does no harm' },
  ...about,
});

/** What a build would do on one host that can be reached and one that cannot. */
export const plan: Plan = {
  versions,
  nodes: [
    {
      node: 'cp-1',
      role: 'control-plane',
      facts: ubuntu,
      steps: [
        step('disable-swap', 'prepare', {
          title: 'Turn swap off',
          found: '/swapfile, 512 MiB, and a line in /etc/fstab',
        }),
        step('load-modules', 'prepare', { title: 'Load overlay and br_netfilter', state: 'ok' }),
        step('install-packages', 'packages', {
          title:
            'Install kubelet, kubeadm, kubectl, cri-tools, kubernetes-cni and CRI-O in exactly the pinned versions',
          kind: 'job',
        }),
        step('install-cni', 'network', { title: 'Apply flannel', kind: 'kube', state: 'blocked', after: 'api-ready' }),
      ],
      problems: [],
      warnings: ['The firewall is off; Slipway leaves it so.'],
    },
  ],
};

/** The same with a host that does not answer. */
export const blockedPlan: Plan = {
  ...plan,
  nodes: [
    ...plan.nodes,
    {
      node: 'w-1',
      role: 'worker',
      steps: [],
      problems: [{ code: 'host-unreachable', message: '192.0.2.12:22 gave no answer within 10 s', host: 'w-1' }],
      warnings: [],
    },
  ],
};
