import { cnis } from '../render/cni-table.ts';
import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { StepContext } from './define-step.ts';

const path = '/etc/modules-load.d/slipway.conf';

const modulesOf = ({ settings }: StepContext): readonly string[] => [
  'overlay',
  'br_netfilter',
  ...cnis[settings.network.cni.name].modules,
];
const contentOf = (at: StepContext): string => `${modulesOf(at).join('\n')}\n`;

/** Loads what CRI-O's storage and the pod network need, now and at boot. */
export const loadKernelModules = defineStep({
  id: 'load-kernel-modules',
  kind: 'quick',
  title: 'Load overlay, br_netfilter and the pod network’s kernel modules, now and at boot',
  why: 'CRI-O stores images on overlayfs, and a bridged pod network needs br_netfilter, which kubeadm no longer checks since 1.30.',
  applies: () => true,
  check: (at) => sh`
    is ${path} 644 ${contentOf(at)}
    grep -qw overlay /proc/filesystems || need "overlay is not loaded"
    [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || need "br_netfilter is not loaded"
    for module in ${cnis[at.settings.network.cni.name].modules}; do
      [ -e "/sys/module/$module" ] || grep -qs "/$module.ko" "/lib/modules/$(uname -r)/modules.builtin" || need "$module is not loaded"
    done`,
  apply: (at) => sh`
    put ${path} 644 ${contentOf(at)}
    for module in ${modulesOf(at)}; do modprobe "$module" || fail step-failed "modprobe $module: the kernel does not have it"; done`,
  lost: 'rerun',
  undo: { reset: 'removes the file; loaded modules stay until the next boot' },
  seconds: 30,
});
