import { defineKubeStep } from './define-step.ts';

/** Waits until the node is Ready, then sets its labels and taints. */
export const waitNodeReady = defineKubeStep({
  id: 'wait-node-ready',
  kind: 'kube',
  title: 'Wait until the node is Ready, with its labels and taints',
  why: 'Ready means that kubelet reports, CRI-O answers and the pod network is in place on this node.',
  applies: () => true,
  check: ({ host }, state) => {
    const node = state.nodes.find((candidate) => candidate.name === host.name);
    if (!node) return { state: 'needed', found: 'the cluster does not know the node' };
    if (!node.ready) return { state: 'needed', found: 'the node is not Ready' };
    const label = Object.entries(host.labels ?? {}).find(([key, value]) => node.labels[key] !== value);
    if (label) return { state: 'needed', found: `label ${label[0]} is ${node.labels[label[0]] ?? 'absent'}` };
    const taint = (host.taints ?? []).find(
      (wanted) => !node.taints.some((have) => have.key === wanted.key && have.effect === wanted.effect),
    );
    if (taint) return { state: 'needed', found: `taint ${taint.key} is absent` };
    return { state: 'ok', found: '' };
  },
  undo: 'Goes with the Node object.',
  seconds: 600,
});
