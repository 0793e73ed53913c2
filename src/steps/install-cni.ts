import { cniContent } from '../render/cni-objects.ts';
import { defineKubeStep } from './define-step.ts';

/** Applies the manifest of the pod network; the hash on its DaemonSet tells whether it is the one of this spec. */
export const installCni = defineKubeStep({
  id: 'install-cni',
  kind: 'kube',
  title: 'Install the pod network',
  why: 'Without a pod network no node becomes Ready and no pod gets an address.',
  applies: ({ host, controlPlane }) => host.name === controlPlane.name,
  check: (at, state) => {
    const { name } = at.settings.network.cni;
    if (state.network?.content === cniContent(at)) return { state: 'ok', found: '' };
    return { state: 'needed', found: state.network ? `${name} was applied from another spec` : `${name} is not there` };
  },
  undo: { reset: 'of the control plane ends the objects with the cluster; interfaces and files go with each host' },
  seconds: 120,
});
