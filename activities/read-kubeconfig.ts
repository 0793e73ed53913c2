import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { readAdminKubeconfig } from '../src/kube/kubeconfig.ts';
import { seal } from '../src/seal/seal.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';

/** Reads the admin kubeconfig from the control plane and seals it to the caller's public key. */
export async function readKubeconfig(
  { remote }: Dependencies,
  task: { readonly settings: ClusterSettings; readonly controlPlane: Host; readonly publicKey: string },
): Promise<{ readonly sealed: string }> {
  return failingAs({ host: task.controlPlane.name }, async () => {
    const kubeconfig = await readAdminKubeconfig(
      remote,
      targetOf(task.settings, task.controlPlane),
      task.settings.name,
    );
    return { sealed: seal(task.publicKey, kubeconfig) };
  });
}
