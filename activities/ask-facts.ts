import { factsSeconds } from '../src/facts/boot.ts';
import { parseFacts } from '../src/facts/parse.ts';
import { factsScript } from '../src/facts/script.ts';
import type { HostFacts } from '../src/model/facts.ts';
import type { Remote, Target } from '../src/remote/remote.ts';

/** Asks a host what it is, once it has booted. Errors: access codes, `time-limit`; the reason of the signal where that was aborted. */
export async function askFacts(remote: Remote, target: Target, signal?: AbortSignal): Promise<HostFacts> {
  const before = Date.now();
  const { stdout } = await remote.run(target, factsScript(), { seconds: factsSeconds, ...(signal ? { signal } : {}) });
  return parseFacts(stdout, { before, after: Date.now() });
}
