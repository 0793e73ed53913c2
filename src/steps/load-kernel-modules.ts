import { sh } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';

const path = '/etc/modules-load.d/slipway.conf';
const content = 'overlay\nbr_netfilter\n';

/** Loads what CRI-O's storage and the bridge of the pod network need, now and at boot. */
export const loadKernelModules = defineStep({
  id: 'load-kernel-modules',
  kind: 'quick',
  title: 'Load the kernel modules overlay and br_netfilter, now and at boot',
  why: 'CRI-O stores images on overlayfs, and a bridged pod network needs br_netfilter, which kubeadm no longer checks since 1.30.',
  applies: () => true,
  check: () => sh`
    is ${path} 644 ${content}
    grep -qw overlay /proc/filesystems || need "overlay is not loaded"
    [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || need "br_netfilter is not loaded"`,
  apply: () => sh`
    put ${path} 644 ${content}
    for module in overlay br_netfilter; do modprobe "$module" || fail step-failed "modprobe $module: the kernel does not have it"; done`,
  lost: 'rerun',
  undo: { reset: 'removes the file; loaded modules stay until the next boot' },
  seconds: 30,
});
