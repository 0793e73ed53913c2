import type { ClusterSpec } from '../src/model/cluster.ts';
import { firstControlPlane, settingsOf } from '../src/model/cluster.ts';
import type { Failure } from '../src/model/failure.ts';
import { failureIn } from './failure.ts';
import { acting, activities } from './policies.ts';

/** What became of one host. */
export interface ResetNode {
  readonly node: string;
  readonly state: 'reset' | 'clean' | 'failed';
  readonly failure?: Failure;
}

/** Takes Kubernetes off the hosts named, or off all: workers first, the control plane last, so that Node objects can go. */
export async function resetCluster({
  spec,
  hosts,
}: {
  readonly spec: ClusterSpec;
  readonly hosts?: readonly string[];
}): Promise<{ readonly nodes: readonly ResetNode[] }> {
  const settings = settingsOf(spec);
  const controlPlane = firstControlPlane(spec);
  const chosen = spec.hosts.filter(({ name }) => hosts === undefined || hosts.includes(name));
  const reset = (role: string): Promise<readonly ResetNode[]> =>
    Promise.all(
      chosen
        .filter((host) => host.role === role)
        .map(async (host): Promise<ResetNode> => {
          try {
            const options = { ...acting(300), summary: `Take Kubernetes off ${host.name}` };
            return {
              node: host.name,
              state: await activities.resetHost.executeWithOptions(options, [{ settings, host, controlPlane }]),
            };
          } catch (error) {
            return { node: host.name, state: 'failed', failure: failureIn(error, { host: host.name, step: 'reset' }) };
          }
        }),
    );
  const workers = await reset('worker');
  return { nodes: [...workers, ...(await reset('control-plane'))] };
}
