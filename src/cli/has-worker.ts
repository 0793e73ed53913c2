import type { Client } from '@temporalio/client';
import { taskQueue } from '../model/names.ts';

/** A poll lasts a minute at most, so a worker that lives has asked within this time. */
const recentMs = 70_000;

/** True where a worker has asked for work lately, or where that cannot be told. */
export async function hasWorker(client: Client): Promise<boolean> {
  try {
    const { namespace } = client.options;
    const request = { namespace, taskQueue: { name: taskQueue } };
    const { pollers } = await client.withDeadline(Date.now() + 3000, () =>
      client.workflowService.describeTaskQueue(request),
    );
    const times = (pollers ?? []).map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000);
    return times.some((time) => time > Date.now() - recentMs);
  } catch {
    return true;
  }
}
