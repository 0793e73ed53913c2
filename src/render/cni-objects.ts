import { annotations } from '../model/cluster-state.ts';
import type { KubernetesObject } from '../model/kubernetes-object.ts';
import { cniDaemonSet, cnis, cniSha256 } from './cni-table.ts';
import type { CniContext } from './cni.ts';
import { contentHash } from './content-hash.ts';
import { parseManifest, qualified, withContainers } from './manifest.ts';

/** Tells whether what was applied is what this spec asks for; the DaemonSet carries it as an annotation. */
export function cniContent({ settings, controlPlane }: CniContext): string {
  const { cni, pods } = settings.network;
  const { revision } = cnis[cni.name];
  return contentHash(JSON.stringify([cni.name, cniSha256(cni), revision, pods, controlPlane.address]));
}

/** The objects of a pod network's manifest, fitted to the cluster: images with their registry, and what its row rewrites. */
export function cniObjects(manifest: string, at: CniContext): readonly KubernetesObject[] {
  const { cni } = at.settings.network;
  const carrier = cniDaemonSet(cni);
  return parseManifest(manifest).map((object) => {
    const whole = withContainers(object, (container) => ({ ...container, image: qualified(container.image) }));
    const fitted = cnis[cni.name].rewrite(whole, at);
    const { metadata } = fitted;
    const isCarrier =
      fitted.kind === 'DaemonSet' && metadata.name === carrier.name && metadata.namespace === carrier.namespace;
    if (!isCarrier) return fitted;
    const marked = { ...metadata.annotations, [annotations.content]: cniContent(at) };
    return { ...fitted, metadata: { ...metadata, annotations: marked } };
  });
}
