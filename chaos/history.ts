import type { Client } from '@temporalio/client';

/** One scheduling of an activity, as the history of a workflow has it. */
export interface Scheduled {
  /** The name of the activity. */
  readonly activity: string;
  /** The steps that it was for. */
  readonly steps: readonly string[];
  /** Attempts that were begun, the failed ones and those that nobody finished included. */
  readonly attempts: number;
  readonly completed: boolean;
}

/** What the history of a cluster's builds says of one node, in order, all runs of its workflow together. */
export async function nodeHistory(client: Client, cluster: string, node: string): Promise<readonly Scheduled[]> {
  const workflowId = `${cluster}/${node}`;
  const all: Scheduled[] = [];
  const runs: { readonly runId: string; readonly startTime: Date }[] = [];
  for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    runs.push({ runId, startTime });
  }
  for (const { runId } of runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime())) {
    const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const open = new Map<string, { -readonly [Key in keyof Scheduled]: Scheduled[Key] }>();
    for (const event of events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled) {
        const entry = {
          activity: scheduled.activityType?.name ?? '',
          steps: stepsIn(scheduled.input?.payloads?.[0]?.data),
          attempts: 0,
          completed: false,
        };
        open.set(String(event.eventId), entry);
        all.push(entry);
      }
      const started = event.activityTaskStartedEventAttributes;
      const beginning = started && open.get(String(started.scheduledEventId));
      if (beginning) beginning.attempts = started.attempt ?? 1;
      const completed = event.activityTaskCompletedEventAttributes;
      const ending = completed && open.get(String(completed.scheduledEventId));
      if (ending) ending.completed = true;
    }
  }
  return all;
}

function stepsIn(data: Uint8Array | null | undefined): readonly string[] {
  const task: { step?: string; steps?: readonly string[] } = data ? JSON.parse(Buffer.from(data).toString('utf8')) : {};
  return task.steps ?? (task.step === undefined ? [] : [task.step]);
}
