import { describe, expect, inject, test as plain } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { openClusterPool } from '../../src/kube/cluster-pool.ts';
import { nodeQuery, retryUpdate } from '../../workflows/messages.ts';
import { nodeIs, openBuilds } from '../support/builds.ts';
import type { Build } from '../support/builds.ts';
import { worldWith } from '../support/fake-activities.ts';
import { tokenHosts } from '../support/token-hosts.ts';
import type { TokenHosts } from '../support/token-hosts.ts';

interface Joining {
  readonly hosts: TokenHosts;
  /** Starts a build of which nothing is missing but w-1, whose join is the real activity. */
  readonly start: () => Promise<Build>;
}

const test = plain.extend<{ readonly joining: Joining }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of other fixtures from the pattern
  joining: async ({}, use) => {
    const hosts = await tokenHosts();
    const { remote } = hosts;
    const clusters = openClusterPool(remote);
    const { runJob } = createActivities({ remote, clusters });
    const builds = await openBuilds(inject('temporalAddress'), { codePath: inject('workflowBundle') }, (fake) => ({
      runJob: (task) => (task.step === 'join-node' ? runJob(task) : fake.runJob(task)),
    }));
    await builds.startWorker('worker');
    await use({ hosts, start: () => builds.start(worldWith(['cp-1', 'w-2'])) });
    await builds.close();
    await clusters.close();
    await remote.close();
  },
});

describe.concurrent('a join', () => {
  test('that is parked until its token is worthless is tried again with a new one', async ({ joining }) => {
    const { hosts, start } = joining;
    hosts.troubles.push('fails');
    const build = await start();
    await build.until(nodeIs('w-1', 'parked'));
    expect(await build.node('w-1').query(nodeQuery)).toMatchObject({ failure: { code: 'join-failed' } });
    expect(hosts.valid()).toEqual([]);
    hosts.clock.minutes += 3 * 24 * 60;
    await build.node('w-1').executeUpdate(retryUpdate);
    expect((await build.handle.result()).outcome).toBe('proven');
    expect(hosts.brought).toEqual(hosts.minted);
    expect(new Set(hosts.minted).size).toBe(2);
    expect(hosts.valid()).toEqual([]);
  });

  test('that is tried again by itself once its host is back has a token that is valid then', async ({ joining }) => {
    const { hosts, start } = joining;
    hosts.troubles.push('is away for an hour', 'is away for an hour');
    expect((await (await start()).handle.result()).outcome).toBe('proven');
    expect(hosts.brought).toEqual(hosts.minted);
    expect(new Set(hosts.minted).size).toBe(3);
    expect(hosts.valid()).toEqual([]);
  });
});
