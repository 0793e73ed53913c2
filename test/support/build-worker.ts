import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { inject } from 'vitest';
import { fakeActivities } from './fake-activities.ts';
import type { World } from './fake-activities.ts';

/** A running worker of the real workflows, and a client to the same server. */
export interface BuildWorker {
  readonly client: Client;
  readonly taskQueue: string;
}

const quiet = new DefaultLogger('ERROR');
Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'ERROR' } } });

let bundle: Promise<WorkflowBundle> | undefined;

/** The real workflows, bundled once per test file. */
function workflowBundle(): Promise<WorkflowBundle> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: quiet,
  });
  return bundle;
}

/** Runs a worker of the real workflows over a world for as long as the body takes. */
export async function withBuildWorker(world: World, body: (worker: BuildWorker) => Promise<void>): Promise<void> {
  const address = inject('temporalAddress');
  const taskQueue = `test-${randomUUID()}`;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  try {
    const worker = await Worker.create({
      connection: native,
      taskQueue,
      workflowBundle: await workflowBundle(),
      activities: fakeActivities(world),
    });
    await worker.runUntil(body({ client: new Client({ connection }), taskQueue }));
  } finally {
    await connection.close();
    await native.close();
  }
}
