import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { openBuilds } from '../test/support/builds.ts';
import type { Builds } from '../test/support/builds.ts';
import { scenarios } from '../test/support/scenarios.ts';
import { startTestServer } from '../test/support/temporal-server.ts';
import { bundleWorkflows } from '../test/support/workflow-bundle.ts';

const root = new URL('../', import.meta.url);
const folder = new URL('test/replay/histories/', root);

/** What a history must not tell: where it was recorded. */
const ours = [fileURLToPath(root).slice(0, -1), homedir(), `@${hostname()}`];

/** A history as JSON, one event per line. A stack trace, which replay does not need, would name files of this machine. */
function textOf(history: Parameters<typeof historyToJSON>[0]): string {
  const { events }: { readonly events: readonly unknown[] } = JSON.parse(
    historyToJSON(history),
    (key, value: unknown) => (key === 'stackTrace' ? undefined : value),
  );
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

function refuseOurs(text: string, about: string): void {
  const plain = text.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
  const found = ours.find((name) => plain.includes(name));
  if (found !== undefined) throw new Error(`${about} tells where it was recorded: ${found}`);
}

/** Writes the newest run of a workflow and of all its children; gives how many. */
async function record(builds: Builds, scenario: string, handle: WorkflowHandle): Promise<number> {
  const history = await handle.fetchHistory();
  const text = textOf(history);
  const [started] = history.events ?? [];
  const type = started?.workflowExecutionStartedEventAttributes?.workflowType?.name;
  const file = `${handle.workflowId.slice(scenario.length + 1) || type}.json`;
  refuseOurs(text, `${scenario}/${file}`);
  await mkdir(new URL(`${scenario}/`, folder), { recursive: true });
  await writeFile(new URL(`${scenario}/${file}`, folder), text);
  const children = (history.events ?? []).flatMap(({ childWorkflowExecutionStartedEventAttributes: child }) => {
    const { workflowId, runId } = child?.workflowExecution ?? {};
    return workflowId ? [builds.client.workflow.getHandle(workflowId, runId ?? undefined)] : [];
  });
  const below = await Promise.all(children.map((child) => record(builds, scenario, child)));
  return below.reduce((sum, count) => sum + count, 1);
}

const server = await startTestServer();
const builds = await openBuilds(server.address, await bundleWorkflows());
await builds.startWorker('worker');
await rm(folder, { recursive: true, force: true });
for (const [scenario, play] of Object.entries(scenarios)) {
  await play(builds, scenario);
  const count = await record(builds, scenario, builds.client.workflow.getHandle(scenario));
  process.stdout.write(`${scenario}: ${count} ${count === 1 ? 'history' : 'histories'}\n`);
}
await builds.close();
await server.stop();
