import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { LogEntry, WorkerOptions } from '@temporalio/worker';
import { pino } from 'pino';
import { createActivities } from '../activities/index.ts';
import { graceMs } from './config.ts';
import type { TemporalServerAddress, WorkerConfig } from './config.ts';
import { openClusterPool } from './kube/cluster-pool.ts';
import { prepareNamespace } from './dev/prepare-namespace.ts';
import { openRemote } from './remote/open-remote.ts';

/** Runs a worker until `signal` aborts: connects, makes the activities with what they act through, and polls. */
export async function runWorker(config: WorkerConfig): Promise<void> {
  install(config);
  await prepare(config);
  const connection = await NativeConnection.connect(wayTo(config));
  const remote = openRemote();
  const clusters = openClusterPool(remote);
  try {
    const worker = await Worker.create({
      connection,
      namespace: config.namespace,
      taskQueue: config.taskQueue,
      ...workflows(),
      activities: createActivities({ remote, clusters }),
      identity: `slipway-${process.pid}`,
      maxCachedWorkflows: 500,
      maxConcurrentWorkflowTaskExecutions: 20,
      maxConcurrentActivityTaskExecutions: 200,
      // How long the tasks of a worker that was shut down wait for it before another one takes them.
      stickyQueueScheduleToStartTimeout: '2s',
      maxHeartbeatThrottleInterval: '3s',
      defaultHeartbeatThrottleInterval: '3s',
      shutdownGraceTime: graceMs,
      shutdownForceTime: graceMs * 3,
    });
    config.signal?.addEventListener('abort', () => worker.shutdown(), { once: true });
    if (config.signal?.aborted) return;
    const running = worker.run();
    config.onRunning?.();
    await running;
  } finally {
    await clusters.close();
    await remote.close();
    await connection.close();
  }
}

/** Search attributes must exist before the first workflow sets one, else its tasks fail until somebody makes them. */
async function prepare(config: WorkerConfig): Promise<void> {
  const connection = await Connection.connect(wayTo(config));
  try {
    await prepareNamespace(connection, { namespace: config.namespace });
  } finally {
    await connection.close();
  }
}

function wayTo({ address, tls, apiKey }: WorkerConfig): TemporalServerAddress {
  return { address, ...(tls === undefined ? {} : { tls }), ...(apiKey === undefined ? {} : { apiKey }) };
}

/** The workflows as `npm run build` has bundled them; where Slipway runs from source they are bundled now, which takes seconds. */
function workflows(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}

function install({ logLevel, metrics }: WorkerConfig): void {
  const log = pino({ level: logLevel }, pino.destination(2));
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  const named = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
  const logger = new DefaultLogger(named[logLevel], (entry: LogEntry) => {
    log[levels[entry.level]](entry.meta ?? {}, entry.message);
  });
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } },
      ...(metrics ? { metrics: { prometheus: { bindAddress: metrics } } } : {}),
    },
  });
}
