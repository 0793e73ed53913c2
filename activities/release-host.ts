import { SlipwayError } from '../src/model/failure.ts';
import type { ReleaseTask } from '../src/model/task.ts';
import { lines } from '../src/shell/sh.ts';
import { releaseScript } from '../src/steps/claim.ts';
import { prelude } from '../src/steps/prelude.ts';
import { saidFailure } from '../src/steps/records.ts';
import { targetOf } from './dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Removes a claim that nothing stands behind. Errors: `claim-in-use` with what was found. */
export async function releaseHost(
  { remote }: Dependencies,
  { settings, host, owner }: ReleaseTask,
): Promise<'released' | 'unclaimed'> {
  return failingAs({ host: host.name, step: 'release' }, () =>
    withHeartbeats({ host: host.name }, async () => {
      const script = lines(prelude, releaseScript(owner));
      const { code, stdout, stderr } = await remote.run(targetOf(settings, host), script, { seconds: 30 });
      const said = saidFailure(stdout);
      if (code !== 0) throw new SlipwayError(said?.code ?? 'step-failed', said?.message ?? stderr.trim());
      return stdout.includes('unclaimed') ? 'unclaimed' : 'released';
    }),
  );
}
