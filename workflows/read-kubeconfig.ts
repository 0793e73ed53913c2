import type { ClusterSpec } from '../src/model/cluster.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import { acting, activities } from './policies.ts';

/** The kubeconfig of the cluster, sealed to a public key: history only ever sees what its holder alone can open. */
export async function readKubeconfig({
  spec,
  publicKey,
}: {
  readonly spec: ClusterSpec;
  readonly publicKey: string;
}): Promise<{ readonly sealed: string }> {
  const options = { ...acting(60), summary: 'Read the kubeconfig and seal it' };
  return activities.readKubeconfig.executeWithOptions(options, [
    { settings: settingsOf(spec), controlPlane: firstControlPlane(spec), publicKey },
  ]);
}
