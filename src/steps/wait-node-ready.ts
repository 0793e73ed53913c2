import { nodeNamed } from '../model/cluster-state.ts';
import { renderNodePatch } from '../render/node-patch.ts';
import { defineKubeStep } from './define-step.ts';

/** Waits until the node is Ready, then sets its labels and taints. */
export const waitNodeReady = defineKubeStep({
  id: 'wait-node-ready',
  kind: 'kube',
  title: 'Wait until the node is Ready, with its labels and taints',
  why: 'Ready means that kubelet reports, CRI-O answers and the pod network is in place on this node.',
  applies: () => true,
  check: ({ host }, state) => {
    const node = nodeNamed(state, host.name);
    if (!node) return { state: 'needed', found: 'the cluster does not know the node' };
    if (!node.ready) return { state: 'needed', found: `the node is not Ready: ${node.reason}` };
    if (renderNodePatch(node, host)) return { state: 'needed', found: 'labels or taints differ from the cluster file' };
    return { state: 'ok', found: '' };
  },
  undo: { reset: 'removes the Node object with its labels and taints' },
  seconds: 600,
});
