import { Client, Connection } from '@temporalio/client';

/** One workflow's whole history with everything in it that is text, payloads included. */
export interface HistoryText {
  readonly workflowId: string;
  readonly events: number;
  readonly text: string;
}

/** The histories of every workflow that a server knows. */
export async function allHistories(address: string): Promise<readonly HistoryText[]> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const histories: HistoryText[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push({ workflowId, events: events?.length ?? 0, text: textsIn(events).join('\n') });
  }
  await connection.close();
  return histories;
}

/** Everything in a part of a history that is text, payloads included. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What the activities of a workflow that run now last said of themselves: the line that the Temporal UI shows. */
export async function pendingLines(address: string, workflowId: string): Promise<string> {
  const connection = await Connection.connect({ address });
  const { raw } = await new Client({ connection }).workflow.getHandle(workflowId).describe();
  await connection.close();
  return textsIn(raw.pendingActivities?.map(({ heartbeatDetails }) => heartbeatDetails)).join('\n');
}
