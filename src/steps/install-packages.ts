import { wantedOn } from '../os/family.ts';
import { apt } from '../os/apt.ts';
import { dnf } from '../os/dnf.ts';
import { defineStep } from './define-step.ts';

/** Installs CRI-O, kubelet, kubeadm, kubectl and the tools they call, in exact versions that nothing else may move. */
export const installPackages = defineStep({
  id: 'install-packages',
  kind: 'job',
  title: 'Install CRI-O, kubelet, kubeadm and the tools they need',
  why: 'kubelet, kubeadm and CRI-O must be of one minor; getsubids, conntrack and ethtool are no longer dependencies of the packages.',
  applies: () => true,
  check: ({ family, versions }) => family.packages.installed(wantedOn(family, versions)),
  apply: ({ family, versions }) => family.packages.install(wantedOn(family, versions)),
  lost: 'rerun',
  classify: (output) => apt.classify(output) ?? dnf.classify(output),
  undo: 'A reset removes the packages of Kubernetes and CRI-O; tools of the system stay.',
  seconds: 1800,
});
