import type { ImageMirror } from '../model/cluster.ts';
import type { Versions } from '../model/facts.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';

/** CRI-O's own settings: the pause image that this Kubernetes minor uses. */
export function crioDropIn(versions: Versions): string {
  const { pause } = kubernetesMinor(versions.kubernetes);
  return `[crio.image]\npause_image = "registry.k8s.io/pause:${pause}"\n`;
}

/** containers-registries.conf(5): one table per registry that is pulled from somewhere else. */
export function registryMirrors(images: Readonly<Record<string, ImageMirror>>): string {
  return Object.entries(images)
    .map(
      ([registry, { location, insecure }]) =>
        `[[registry]]\nprefix = "${registry}"\nlocation = "${location}"\ninsecure = ${insecure}\n`,
    )
    .join('\n');
}
