import { cancellationSignal } from '@temporalio/activity';
import type { ClusterSettings, Host } from '../src/model/cluster.ts';
import { SlipwayError, failures } from '../src/model/failure.ts';
import { bootIdScript } from '../src/proof/outside.ts';
import { pause } from '../src/remote/backoff.ts';
import type { Target } from '../src/remote/remote.ts';
import { sh } from '../src/shell/sh.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** A host to reboot, and the boot that is to end. */
export interface RebootTask {
  readonly settings: ClusterSettings;
  readonly host: Host;
  readonly bootId: string;
}

/** What the reboot came to. */
export interface Rebooted {
  readonly bootId: string;
  /** Seconds from the request until the host answered in its new boot. */
  readonly seconds: number;
}

/** Firmware, disks and a queue of old pods to end can take that long. */
const patienceSeconds = 900;
const pauseMs = 2000;

/**
 * Reboots a host and waits until it answers in another boot. A connection that breaks says nothing: the boot does. Where the
 * boot is another one already, an earlier attempt has done it, and nothing is done again. Errors: access codes, `reboot-failed`.
 */
export async function rebootHost({ remote }: Dependencies, task: RebootTask): Promise<Rebooted> {
  const { settings, host, bootId } = task;
  const target = targetOf(settings, host);
  return failingAs({ host: host.name, step: 'reboot' }, () =>
    withHeartbeats({ host: host.name }, async () => {
      const began = Date.now();
      const seconds = (): number => (Date.now() - began) / 1000;
      const before = await bootOf({ remote }, target);
      if (before !== undefined && before !== bootId) return { bootId: before, seconds: seconds() };
      // It may be shutting down already: then the request fails, and the boot tells. One that comes late finds the next boot, and
      // leaves it alone. logind refuses while the bus is replaced.
      const reboot = sh`
        [ "$(${bootIdScript()})" = ${bootId} ] || exit 0
        systemctl reboot || systemctl start reboot.target --job-mode=replace-irreversibly --no-block`;
      await remote.run(target, reboot, { seconds: 30 }).catch(() => undefined);
      for (;;) {
        await pause(pauseMs, cancellationSignal());
        const now = await bootOf({ remote }, target);
        if (now !== undefined && now !== bootId) return { bootId: now, seconds: seconds() };
        if (seconds() < patienceSeconds) continue;
        const state = now === undefined ? 'does not answer' : 'is still in the same boot';
        throw new SlipwayError('reboot-failed', `${host.name} ${state} after ${patienceSeconds} s`, {
          host: host.name,
        });
      }
    }),
  );
}

/** The boot of a host; undefined while it does not answer. A refusal that waiting does not cure is thrown. */
async function bootOf({ remote }: Pick<Dependencies, 'remote'>, target: Target): Promise<string | undefined> {
  try {
    const { stdout } = await remote.run(target, bootIdScript(), { seconds: 15 });
    return stdout.trim() || undefined;
  } catch (error) {
    if (error instanceof SlipwayError && failures[error.code].retry === 'operator' && error.code !== 'step-failed')
      throw error;
    return undefined;
  }
}
