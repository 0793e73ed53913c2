import { onTestFinished } from 'vitest';
import { SlipwayError } from '../../src/model/failure.ts';
import { openRemote } from '../../src/remote/open-remote.ts';
import type { RemoteOptions } from '../../src/remote/open-remote.ts';
import type { Remote, Target } from '../../src/remote/remote.ts';
import { startServer } from './ssh-server.ts';
import type { ServerBehaviour, TestServer } from './ssh-server.ts';

const ends: (() => Promise<void> | void)[] = [];

/** What happens after the test, in this order. */
function endings(): (() => Promise<void> | void)[] {
  if (ends.length === 0) {
    onTestFinished(async () => {
      for (const each of ends.splice(0)) await each();
    });
  }
  return ends;
}

/** Runs `end` after the test, in the order of the calls. */
export function afterwards(end: () => Promise<void> | void): void {
  endings().push(end);
}

/** A server that ends with the test. */
export async function server(behaviour?: ServerBehaviour): Promise<TestServer> {
  const started = await startServer(behaviour);
  afterwards(() => started.close());
  return started;
}

/** A Remote that ends with the test, before the servers do. It tries again soon. */
export function remote(options: RemoteOptions = {}): Remote {
  const opened = openRemote({ environment: {}, busyMilliseconds: 5, dialSeconds: 30, ...options });
  endings().unshift(() => opened.close());
  return opened;
}

/** The failure that `work` must end in. */
export async function failure(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof SlipwayError) return error;
  throw error;
}

/** The same host with another way to it. */
export const withSsh = (target: Target, ssh: Partial<Target['ssh']>): Target => ({
  ...target,
  ssh: { ...target.ssh, ...ssh },
});
