import { setTimeout as after } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { NodeProgress, Progress } from '../../src/model/progress.ts';
import { clusterWorkflowId } from '../../src/model/names.ts';
import { progressQuery } from '../../workflows/messages.ts';

/** The newest build of a cluster, seen without starting a whole program for every look. */
export interface SeenBuild {
  /** Waits until progress is as wanted. Throws where the build ends before. */
  readonly until: (holds: (now: Progress) => boolean) => Promise<Progress>;
  /** How often the activity that was tried most often was begun. */
  readonly attempts: (activity: string) => Promise<number>;
  /** Ends it from outside, as a lost server would: nothing is cleaned up. */
  readonly terminate: () => Promise<void>;
}

/** Looks at builds through a server of the tests. */
export interface BuildsSeen {
  readonly build: (cluster: string) => SeenBuild;
  readonly close: () => Promise<void>;
}

export async function seeBuilds(address: string): Promise<BuildsSeen> {
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection });
  return {
    build: (cluster) => {
      const handle = workflow.getHandle(clusterWorkflowId(cluster));
      return {
        until: async (holds) => {
          for (;;) {
            const { status } = await handle.describe();
            // No worker answers for a moment where one was killed.
            const now = await handle.query(progressQuery).catch((): undefined => undefined);
            if (now && holds(now)) return now;
            if (status.name !== 'RUNNING')
              throw new Error(`the build of ${cluster} ended before (${status.name}): ${JSON.stringify(now)}`);
            await after(400);
          }
        },
        attempts: async (activity) => {
          const { events } = await handle.fetchHistory();
          const scheduled = (events ?? []).filter(
            (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
          );
          const ids = new Set(scheduled.map(({ eventId }) => String(eventId)));
          const begun = (events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) =>
            started && ids.has(String(started.scheduledEventId)) ? [started.attempt ?? 0] : [],
          );
          return Math.max(0, ...begun);
        },
        terminate: async () => void (await handle.terminate('the test plays that it never ended')),
      };
    },
    close: () => connection.close(),
  };
}

/** One node of a build. */
export function nodeOf({ nodes }: Progress, name: string): NodeProgress | undefined {
  return nodes.find(({ node }) => node === name);
}
