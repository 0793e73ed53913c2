import { nodeNamed } from '../model/cluster-state.ts';
import { recordedProof } from '../proof/recorded-proof.ts';
import { defineKubeStep } from './define-step.ts';

/** Runs pods in user namespaces on the node and looks at them from inside and from the host. */
export const proveNode = defineKubeStep({
  id: 'prove-node',
  kind: 'kube',
  title: 'Prove that pods on this node run in user namespaces',
  why: 'A cluster can look healthy while `hostUsers: false` is silently dropped; only the maps of a running process tell.',
  applies: () => true,
  check: ({ settings, facts, host }, state) => {
    const node = nodeNamed(state, host.name);
    const proof = node && recordedProof(node, { settings, bootId: facts.bootId });
    if (proof && state.proofUnfinished)
      return { state: 'needed', found: 'the proof of the cluster was begun and has not come to its end' };
    if (proof) return { state: 'ok', found: `proven at ${proof.seenAt}` };
    return { state: 'needed', found: 'there is no proof since the last boot or change' };
  },
  undo: { kept: 'the pods are removed at once; the proof is an annotation of the Node and goes with it' },
  seconds: 300,
});
