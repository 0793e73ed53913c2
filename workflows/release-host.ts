import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import { settingsOf } from '../src/model/cluster.ts';
import { acting, activities } from './policies.ts';

/** Gives back one host that `owner` has claimed and does not use. */
export async function releaseHost({
  spec,
  host,
  owner,
}: {
  readonly spec: ClusterSpec;
  readonly host: Host;
  readonly owner: string;
}): Promise<'released' | 'unclaimed'> {
  const options = { ...acting(60), summary: `Release ${host.name} from ${owner}` };
  return activities.releaseHost.executeWithOptions(options, [{ settings: settingsOf(spec), host, owner }]);
}
