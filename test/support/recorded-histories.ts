import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import type { ReplayResult, WorkflowBundleOption } from '@temporalio/worker';
import './quiet-runtime.ts';

const folder = fileURLToPath(new URL('../replay/', import.meta.url));

/** A history of a real run, as `npm run record` wrote it. */
export interface Recorded {
  /** Path below `test/replay`. */
  readonly file: string;
  readonly text: string;
  /** Name of the workflow. */
  readonly type: string;
  readonly workflowId: string;
  readonly history: ReturnType<typeof historyFromJSON>;
}

/** Every recorded history, in the order of their files. */
export const recorded: readonly Recorded[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const text = readFileSync(`${folder}${file}`, 'utf8');
    const history = historyFromJSON(JSON.parse(text));
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    return { file, text, type: started?.workflowType?.name ?? '', workflowId: started?.workflowId ?? '', history };
  });

/** How every history went, by its file: replay takes them one after the other. */
export async function replayAll(
  workflowBundle: WorkflowBundleOption,
): Promise<ReadonlyMap<string, ReplayResult['error']>> {
  const errors = new Map<string, ReplayResult['error']>();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, recorded)) {
    errors.set(recorded[errors.size]?.file ?? '', error);
  }
  return errors;
}
