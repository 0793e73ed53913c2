import type { ClusterSettings } from '../model/cluster.ts';
import { flannelImages } from './flannel.ts';

/** Images that the build itself brings beside those that kubeadm lists: the pod network's and the proof's. */
export function buildImages(settings: ClusterSettings): readonly string[] {
  return [...flannelImages(settings.network.cni.version), settings.verification.image];
}
