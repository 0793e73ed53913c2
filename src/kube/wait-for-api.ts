import { SlipwayError } from '../model/failure.ts';
import { pause } from '../remote/backoff.ts';
import type { ClusterClient } from './cluster-client.ts';

const patienceSeconds = 300;
const pauseMs = 2000;

/**
 * Waits until the API server serves its administrator. One that has just started answers before it has read its own roles, and
 * refuses everybody until then, so that a refusal is no answer here. Error: `api-unreachable`.
 */
export async function waitForApi(client: ClusterClient, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + patienceSeconds * 1000;
  for (;;) {
    try {
      await client.core.listNode({ limit: 1 });
      return;
    } catch (error) {
      if (Date.now() < end) await pause(pauseMs, signal);
      else {
        const why = error instanceof Error ? error.message : String(error);
        throw new SlipwayError('api-unreachable', `after ${patienceSeconds} s: ${why}`, { host: client.host });
      }
    }
  }
}
