import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';

/** Enables kubelet at boot; kubeadm starts it. */
export const enableKubelet = defineStep({
  id: 'enable-kubelet',
  kind: 'quick',
  title: 'Enable kubelet at boot',
  why: 'kubeadm starts kubelet but leaves it to the operator to enable it; without this a reboot takes the node away.',
  applies: () => true,
  check: () => sh`systemctl -q is-enabled kubelet 2> /dev/null || need "kubelet is not enabled"`,
  apply: () => sh`systemctl -q enable kubelet`,
  lost: 'rerun',
  undo: { reset: 'disables it' },
  seconds: 20,
});
