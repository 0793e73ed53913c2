import { cancellationSignal } from '@temporalio/activity';
import { failureOf } from '../src/model/failure.ts';
import type { Failure } from '../src/model/failure.ts';
import type { Host } from '../src/model/cluster.ts';
import type { ClaimTask } from '../src/model/task.ts';
import { pause } from '../src/remote/backoff.ts';
import { lines, raw } from '../src/shell/sh.ts';
import { claimScript, unclaimScript } from '../src/steps/claim.ts';
import { prelude } from '../src/steps/prelude.ts';
import { saidFailure } from '../src/steps/records.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Milliseconds that a build waits for another one which holds a host of both and may be about to give way. */
const courtesy = 15_000;

/**
 * Claims all hosts of a build, or none: gives what stands in the way. Everybody tries all hosts at once; who meets a claim gives
 * back what it took and begins again, one host after the other in an order that is the same for all. So of builds that want a host
 * at the same time one gets all of its own, and nobody waits in a circle.
 */
export async function claimHosts(deps: Dependencies, task: ClaimTask): Promise<readonly Failure[]> {
  return failingAs({}, () =>
    withHeartbeats({ hosts: task.hosts.length }, async () => {
      const first = (await Promise.all(task.hosts.map((host) => claim(deps, task, host)))).flat();
      if (first.length === 0) return [];
      await giveBack(deps, task);
      if (first.some(({ code }) => code !== 'cluster-exists')) return first;
      const refusals = await claimInOrder(deps, task);
      if (refusals.length === 0) return [];
      await giveBack(deps, task);
      return first.length > refusals.length ? first : refusals;
    }),
  );
}

/** Gives back what a build has claimed and has not begun to use. */
export async function releaseClaims(deps: Dependencies, task: ClaimTask): Promise<void> {
  return failingAs({}, () => withHeartbeats({ hosts: task.hosts.length }, () => giveBack(deps, task)));
}

async function claim(
  { remote }: Dependencies,
  { settings, build }: ClaimTask,
  { host }: ClaimTask['hosts'][number],
): Promise<readonly Failure[]> {
  const script = lines(prelude, raw('set -eu'), claimScript({ cluster: settings.name, node: host.name, build }));
  try {
    const options = { seconds: 30, signal: cancellationSignal() };
    const { code, stdout, stderr } = await remote.run(targetOf(settings, host), script, options);
    if (code === 0) return [];
    const said = saidFailure(stdout);
    const message = said?.message ?? `the claim could not be written: ${stderr.trim()}`;
    return [{ code: said?.code ?? 'step-failed', message, host: host.name, step: 'claim-host' }];
  } catch (error) {
    cancellationSignal().throwIfAborted();
    return [failureOf(error, { host: host.name, step: 'claim-host' })];
  }
}

async function claimInOrder(deps: Dependencies, task: ClaimTask): Promise<readonly Failure[]> {
  const inOrder = task.hosts.toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const until = Date.now() + courtesy;
  for (const host of inOrder) {
    for (;;) {
      const refusals = await claim(deps, task, host);
      if (refusals.length === 0) break;
      if (Date.now() > until || refusals.some(({ code }) => code !== 'cluster-exists')) return refusals;
      await pause(500, cancellationSignal());
    }
  }
  return [];
}

async function giveBack({ remote }: Dependencies, { settings, hosts, build }: ClaimTask): Promise<void> {
  const back = async ({ host }: { readonly host: Host }): Promise<unknown> => {
    const script = unclaimScript({ cluster: settings.name, node: host.name, build });
    return remote.run(targetOf(settings, host), script, { seconds: 30 });
  };
  await Promise.allSettled(hosts.map(back));
}
