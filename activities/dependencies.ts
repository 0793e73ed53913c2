import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import type { HostFacts, Versions } from '../src/model/facts.ts';
import { SlipwayError } from '../src/model/failure.ts';
import type { ClusterPool } from '../src/kube/cluster-pool.ts';
import { familyOf } from '../src/os/index.ts';
import type { Remote, Target } from '../src/remote/remote.ts';
import type { StepContext } from '../src/steps/define-step.ts';

/** What activities act through; made once per worker. */
export interface Dependencies {
  readonly remote: Remote;
  readonly clusters: ClusterPool;
}

/** A host and the way to it. */
export function targetOf(settings: ClusterSettings, host: Host): Target {
  return { host, ssh: settings.ssh };
}

/** The context of a step from the data that travels. */
export function contextOf(task: {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly controlPlane: Host;
  readonly facts: HostFacts;
  readonly versions: Versions;
}): StepContext {
  const family = familyOf(task.facts);
  if ('refused' in family) throw new SlipwayError('os-unsupported', family.refused, { host: task.host.name });
  const { settings, host, controlPlane, facts, versions } = task;
  return { settings, host, controlPlane, facts, versions, family: family.family };
}
