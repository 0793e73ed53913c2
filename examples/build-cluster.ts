/**
 * Starts a build and follows it to its end with the Temporal client alone: what a script, a service or a pipeline of
 * yours would do. A Temporal server and a worker must be running (`slipway dev`).
 *
 *     node build-cluster.js cluster.yaml
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import {
  besideFile,
  clusterWorkflowId,
  formatProblem,
  parseSpec,
  progressQuery,
  taskQueue,
  workflowNames,
} from 'slipway';
import type { ApplyCluster, Progress } from 'slipway';

const file = process.argv[2] ?? 'cluster.yaml';
const parsed = parseSpec(await readFile(file, 'utf8'), besideFile(file));
if ('problems' in parsed) {
  console.error(parsed.problems.map(formatProblem).join('\n'));
  process.exit(2);
}
const { spec } = parsed;

const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233' });
const client = new Client({ connection });

// The id is the cluster's lock: where its build is running already, this one is followed.
const build = await client.workflow.start<ApplyCluster>(workflowNames.applyCluster, {
  workflowId: clusterWorkflowId(spec.name),
  workflowIdConflictPolicy: 'USE_EXISTING',
  taskQueue,
  args: [{ spec }],
});

const over = new AbortController();
const following = follow(over.signal);
try {
  const result = await build.result();
  for (const { node, uidMap, hostUid } of result.proof.nodes) {
    console.log(`${node}: root of a pod is uid ${hostUid} on the host; uid map ${uidMap.join(' ')}`);
  }
  console.log(`${result.cluster}: ${result.outcome} after ${result.seconds} s`);
  process.exitCode = result.proof.proven ? 0 : 1;
} finally {
  over.abort();
  await following;
  await connection.close();
}

/** Prints what every node does whenever that changes. */
async function follow(signal: AbortSignal): Promise<void> {
  const shown = new Map<string, string>();
  while (!signal.aborted) {
    const progress: Progress | undefined = await build.query(progressQuery).catch(() => undefined);
    for (const { node, state, step } of progress?.nodes ?? []) {
      const line = `${node}: ${state} ${step}`;
      if (shown.get(node) !== line) console.log(line);
      shown.set(node, line);
    }
    await after(1000, undefined, { signal }).catch(() => undefined);
  }
}
