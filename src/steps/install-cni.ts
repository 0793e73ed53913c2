import { flannelContent } from '../render/flannel.ts';
import { defineKubeStep } from './define-step.ts';

/** Applies flannel's objects; the hash on them tells whether they are the ones of this spec. */
export const installCni = defineKubeStep({
  id: 'install-cni',
  kind: 'kube',
  title: 'Install the pod network flannel',
  why: 'Without a pod network no node becomes Ready and no pod gets an address.',
  applies: ({ host, controlPlane }) => host.name === controlPlane.name,
  check: ({ settings, controlPlane }, state) =>
    state.network?.content === flannelContent(settings, controlPlane)
      ? { state: 'ok', found: '' }
      : { state: 'needed', found: state.network ? 'flannel was applied from another spec' : 'flannel is not there' },
  undo: { reset: 'of the control plane ends the objects with the cluster; interfaces and files go with each host' },
  seconds: 120,
});
