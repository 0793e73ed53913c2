import { kubeadmConfigPath, kubeletPatchPath, renderKubeadmInit, renderKubeletPatch } from '../render/kubeadm.ts';
import { lines, sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

function files(at: StepContext): readonly (readonly [string, string])[] {
  const patch = [kubeletPatchPath, renderKubeletPatch(at.facts)] as const;
  if (at.host.role === 'worker') return [patch];
  return [patch, [kubeadmConfigPath, renderKubeadmInit(at)]];
}

/** Writes what kubeadm reads: the configuration on the control plane, and on every node the patch of its own resolver. */
export const writeKubeadmConfig = defineStep({
  id: 'write-kubeadm-config',
  kind: 'quick',
  title: 'Write the kubeadm configuration and this node’s kubelet patch',
  why: 'The resolver file differs between systems; without a patch per node, pods fail on hosts without systemd-resolved.',
  applies: () => true,
  check: (at) => lines(...files(at).map(([path, content]) => sh`is ${path} 600 ${content}`)),
  apply: (at) => lines(...files(at).map(([path, content]) => sh`put ${path} 600 ${content}`)),
  lost: 'rerun',
  undo: { reset: 'removes /etc/slipway' },
  seconds: 20,
});
