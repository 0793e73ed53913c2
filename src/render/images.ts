import type { ClusterSettings } from '../model/cluster.ts';
import { cniImages } from './cni-table.ts';

/** Images that the build itself brings beside those that kubeadm lists: the pod network's and the proof's. */
export function buildImages(settings: ClusterSettings): readonly string[] {
  return [...cniImages(settings.network.cni), settings.verification.image];
}
