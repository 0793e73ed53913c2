import type { Client } from '@temporalio/client';
import { workflowNames } from '../contract.ts';
import type { BuildRow } from './show/builds-text.ts';

/** The newest build or reset of every cluster that the server still knows, newest first. */
export async function listBuilds(client: Client): Promise<readonly BuildRow[]> {
  const query = `WorkflowType = '${workflowNames.applyCluster}' OR WorkflowType = '${workflowNames.resetCluster}'`;
  const rows = new Map<string, BuildRow>();
  for await (const { workflowId, type, status, startTime, closeTime } of client.workflow.list({ query })) {
    const known = rows.get(workflowId);
    const startedAt = startTime.getTime();
    if (known && known.startedAt >= startedAt) continue;
    const row = { cluster: workflowId, workflow: type, state: status.name.toLowerCase(), startedAt };
    rows.set(workflowId, closeTime ? { ...row, endedAt: closeTime.getTime() } : row);
  }
  return [...rows.values()].toSorted((a, b) => b.startedAt - a.startedAt);
}
