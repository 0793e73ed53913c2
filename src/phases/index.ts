import type { Step } from '../steps/define-step.ts';
import { addRepositories } from '../steps/add-repositories.ts';
import { claimHost } from '../steps/claim-host.ts';
import { configureCrio } from '../steps/configure-crio.ts';
import { createKubeletUser } from '../steps/create-kubelet-user.ts';
import { confirmKubeletIds } from '../steps/confirm-kubelet-ids.ts';
import { disableSwap } from '../steps/disable-swap.ts';
import { enableKubelet } from '../steps/enable-kubelet.ts';
import { initControlPlane } from '../steps/init-control-plane.ts';
import { installCni } from '../steps/install-cni.ts';
import { installPackages } from '../steps/install-packages.ts';
import { joinNode } from '../steps/join-node.ts';
import { leavePodInterfaces } from '../steps/leave-pod-interfaces.ts';
import { loadKernelModules } from '../steps/load-kernel-modules.ts';
import { openFirewall } from '../steps/open-firewall.ts';
import { openUfw } from '../steps/open-ufw.ts';
import { proveNode } from '../steps/prove-node.ts';
import { pullControlPlaneImages, pullWorkerImages } from '../steps/pull-images.ts';
import { setSysctls } from '../steps/set-sysctls.ts';
import { startCrio } from '../steps/start-crio.ts';
import { waitNodeReady } from '../steps/wait-node-ready.ts';
import { writeKubeadmConfig } from '../steps/write-kubeadm-config.ts';

/** A named part of the build. */
export interface Phase {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

/** The whole build, in order. What a node does is what applies to it, from top to bottom. */
export const phases: readonly Phase[] = [
  {
    id: 'prepare',
    title: 'Prepare the host',
    steps: [
      claimHost,
      disableSwap,
      loadKernelModules,
      setSysctls,
      leavePodInterfaces,
      openFirewall,
      openUfw,
      createKubeletUser,
    ],
  },
  {
    id: 'install',
    title: 'Install the runtime and Kubernetes',
    steps: [
      addRepositories,
      installPackages,
      confirmKubeletIds,
      configureCrio,
      startCrio,
      enableKubelet,
      writeKubeadmConfig,
    ],
  },
  { id: 'images', title: 'Pull images', steps: [pullControlPlaneImages, pullWorkerImages] },
  { id: 'control-plane', title: 'Start the control plane', steps: [initControlPlane, installCni] },
  { id: 'join', title: 'Join the cluster', steps: [joinNode, waitNodeReady] },
  { id: 'verify', title: 'Prove user namespaces', steps: [proveNode] },
];
