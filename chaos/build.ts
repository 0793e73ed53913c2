import { setTimeout as after } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';

/** What is read of a node's progress. */
export interface NodeSeen {
  readonly node: string;
  readonly state: string;
  readonly step: string;
  readonly done: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** How a build stands: what `slipway status -o json` shows, asked of the workflow itself so that it can be asked often. */
export interface BuildSeen {
  readonly state: string;
  readonly nodes: readonly NodeSeen[];
}

/** How a build ended: the outcome, or what it failed with. */
export type BuildEnd = { readonly outcome: string } | { readonly failed: string };

/** Milliseconds between two looks. */
const every = 250;

/** A build by the cluster's name, which is the id of its workflow. */
export interface Build {
  readonly client: Client;
  /** Looks again and again, also while nobody answers, until the build has ended. */
  readonly follow: (look: (seen: BuildSeen) => void, signal: AbortSignal) => Promise<BuildEnd>;
  readonly close: () => Promise<void>;
}

/** The build of a cluster at that server. */
export async function buildAt(address: string, cluster: string): Promise<Build> {
  const connection = await Connection.connect({ address, channelArgs: { 'grpc.max_reconnect_backoff_ms': 1000 } });
  const client = new Client({ connection });
  const inTime = <T>(ask: () => Promise<T>): Promise<T | undefined> =>
    client.withDeadline(Date.now() + 3000, ask).catch(() => undefined);

  const end = async (): Promise<BuildEnd | undefined> => {
    const handle = client.workflow.getHandle(cluster);
    const about = await inTime(() => handle.describe());
    if (!about || about.status.name === 'RUNNING') return undefined;
    const ended = await client
      .withDeadline<BuildEnd>(Date.now() + 3000, () => handle.result())
      .catch((error: unknown) => ({ failed: reasonOf(error) }));
    return 'failed' in ended ? ended : { outcome: ended.outcome };
  };

  return {
    client,
    follow: async (look, signal) => {
      for (let round = 0; !signal.aborted; round += 1) {
        const seen = await inTime(() => client.workflow.getHandle(cluster).query<BuildSeen>('progress'));
        if (seen) look(seen);
        const ended = round % 4 === 0 || !seen ? await end() : undefined;
        if (ended) return ended;
        await after(every);
      }
      return { failed: 'it did not end in time' };
    },
    close: () => connection.close(),
  };
}

/** The innermost reason, with its code where it has one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = 'type' in error && typeof error.type === 'string' ? `${error.type}: ` : '';
  return `${code}${error.message}`;
}
