import { cancellationSignal } from '@temporalio/activity';
import { SlipwayError } from '../src/model/failure.ts';
import type { Retired } from '../src/model/result.ts';
import type { RetireTask } from '../src/model/task.ts';
import type { Remote, Target } from '../src/remote/remote.ts';
import { sh } from '../src/shell/sh.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';
import { forgetScript, takeDown } from './reset-host.ts';

/** Seconds that a machine which is given up anyway may be silent. */
const patience = 30;

/**
 * Takes a node off the machine that had its role, as far as that machine still lets itself be told, and then the Node object, so
 * that another machine may join under the name. The Node must go: `api-unreachable` where it cannot be removed.
 */
export async function retireHost({ remote }: Dependencies, task: RetireTask): Promise<Retired> {
  const { settings, host, controlPlane } = task;
  return failingAs({ host: host.name, step: 'replace' }, () =>
    withHeartbeats({ host: host.name }, async () => {
      const retired = await giveBack(remote, targetOf(settings, host), settings.name);
      const { code, stderr } = await remote.run(targetOf(settings, controlPlane), forgetScript(host.name), {
        seconds: 30,
      });
      if (code !== 0)
        throw new SlipwayError('api-unreachable', `the Node object ${host.name} could not be removed`, {
          tail: stderr,
        });
      return retired;
    }),
  );
}

/** Whatever is wrong with the machine must not hold up the one that takes its place: it is told, and the way goes on. */
async function giveBack(remote: Remote, target: Target, cluster: string): Promise<Retired> {
  try {
    await remote.run(target, sh`true`, { seconds: 15, signal: cancellationSignal() });
    return { state: await takeDown(remote, target, cluster, { patience }), why: '' };
  } catch (error) {
    cancellationSignal().throwIfAborted();
    if (!(error instanceof SlipwayError)) throw error;
    if (error.code === 'cluster-exists') return { state: 'clean', why: error.message };
    // A kubelet that goes on would speak for a node that is another machine now.
    await remote
      .run(target, sh`systemctl disable --now kubelet`, { seconds: 60, signal: cancellationSignal() })
      .catch(() => undefined);
    return { state: 'left', why: `${error.code}: ${error.message}` };
  }
}
