import { afterAll, describe, expect, inject, test } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { knownSpec } from '../../src/cli/known-spec.ts';
import { openClusterPool } from '../../src/kube/cluster-pool.ts';
import { settingsOf } from '../../src/model/cluster.ts';
import type { Remote } from '../../src/remote/remote.ts';
import { openBuilds } from '../support/builds.ts';
import { contextFor, spec, ubuntu } from '../support/fixtures.ts';
import { worldWith } from '../support/fake-activities.ts';
import { stored } from '../support/stored.ts';
import { tokenHosts } from '../support/token-hosts.ts';

/** As a version of Slipway would have it that knew neither of these keys. */
const older = stored(spec, { 'network.firewall': undefined, 'kubernetes.ignorePreflightErrors': undefined });

/** What `kubeadm join` was given. */
const joins: string[] = [];
const hosts = await tokenHosts();
const remote: Remote = {
  ...hosts.remote,
  follow: (target, job) => {
    joins.push(job.secrets?.['join.yaml']?.reveal() ?? '');
    return hosts.remote.follow(target, job);
  },
};
const clusters = openClusterPool(remote);
const activities = createActivities({ remote, clusters });

afterAll(async () => {
  await clusters.close();
  await remote.close();
});

describe('a build that was begun by a version which did not know every key', () => {
  test('is gone on with by today’s activities, and commands that are told its name know its spec', async () => {
    const builds = await openBuilds(inject('temporalAddress'), { codePath: inject('workflowBundle') }, (fake) => ({
      runJob: (task) => (task.step === 'join-node' ? activities.runJob(task) : fake.runJob(task)),
    }));
    await builds.startWorker('worker');
    const build = await builds.start(worldWith(['cp-1', 'w-2']), { like: older });
    expect((await build.handle.result()).outcome).toBe('proven');
    expect(joins).toEqual([expect.stringContaining('ignorePreflightErrors: []')]);
    const { network, kubernetes } = await knownSpec(builds.client, build.spec.name);
    expect([network.firewall, kubernetes.ignorePreflightErrors]).toEqual(['manage', []]);
    await builds.close();
  });

  test('fails with the reason, which another version of the worker may not have, where it has no default', async () => {
    const { settings: _, family: __, ...context } = contextFor('w-1', ubuntu);
    const settings = stored(settingsOf(spec), { 'network.nodes': undefined });
    await expect(activities.runJob({ ...context, settings, step: 'join-node', fence: 1 })).rejects.toMatchObject({
      type: 'version-mismatch',
      nonRetryable: false,
      message: expect.stringContaining('network.nodes is missing'),
    });
  });
});
