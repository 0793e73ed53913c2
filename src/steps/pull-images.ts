import { criSocket } from '../render/kubeadm.ts';
import { buildImages } from '../render/images.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { defineStep } from './define-step.ts';
import type { HostStep, StepContext } from './define-step.ts';

/** Shell that puts the images of a node into `$images`: kubeadm knows its own, the rest is the build's. */
function images({ settings, versions, host }: StepContext): Shell {
  const only = host.role === 'worker' ? sh`| grep -E '/(kube-proxy|pause):'` : sh``;
  return sh`
    images=$(kubeadm config images list --kubernetes-version ${versions.kubernetes} 2> /dev/null ${only})
    images="$images "${buildImages(settings).join(' ')}`;
}

const common = {
  kind: 'job',
  applies: () => true,
  check: (at) =>
    lines(
      sh`command -v crictl > /dev/null 2>&1 && command -v kubeadm > /dev/null 2>&1 || need "nothing is installed yet"`,
      images(at),
      sh`
        have=$(crictl --runtime-endpoint ${criSocket} images -o json 2> /dev/null) || need "CRI-O does not answer yet"
        for image in $images; do
          case $have in *"\"$image\""*) ;; *) need "$image is not there" ;; esac
        done`,
    ),
  apply: (at) =>
    lines(
      images(at),
      sh`
        printf '%s\n' $images | xargs -P 2 -I IMAGE sh -c ${`
          if said=$(crictl --timeout 15m --runtime-endpoint ${criSocket} pull "$1" 2>&1); then echo "pulled $1"; else echo "pulling $1: $said"; exit 1; fi`} pull IMAGE ||
          fail image-pull-failed "not every image could be pulled"`,
    ),
  lost: 'rerun',
  failure: 'image-pull-failed',
  undo: { reset: 'removes the images with the storage of CRI-O' },
  seconds: 1800,
} as const satisfies Partial<HostStep>;

/** Pulls the control plane's images; they go first, since everything else waits for the API server. */
export const pullControlPlaneImages = defineStep({
  ...common,
  id: 'pull-control-plane-images',
  title: 'Pull the images of the control plane',
  why: '`kubeadm init` waits four minutes for static pods; with the images in place it takes seconds.',
  applies: ({ host }) => host.role === 'control-plane',
  reaches: 'images-pulled',
});

/** Pulls a worker's images after the control plane has its own, so that both do not fight for the same mirror. */
export const pullWorkerImages = defineStep({
  ...common,
  id: 'pull-worker-images',
  title: 'Pull the images of a worker',
  why: 'A node is Ready as soon as the pod network’s image is there; pulling it before the join takes that off the end.',
  applies: ({ host }) => host.role === 'worker',
  after: 'head-start-over',
  courtesy: true,
});
