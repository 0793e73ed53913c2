import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../src/dev/find-temporal.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { prepareNamespace } from '../../src/dev/prepare-namespace.ts';
import { startTemporal } from '../../src/dev/temporal-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of a real Temporal server that all tests share: use an own task queue and workflow ids per test. */
    readonly temporalAddress: string;
    /** The program of that server, for tests that start their own. */
    readonly temporalProgram: string;
  }
}

/** Starts one real server for the whole suite; the function it gives ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  const onBuild = () => process.stderr.write('Building the Temporal server from source: once, some minutes.\n');
  const { path } = await findTemporal({ env: process.env, onBuild });
  const db = join(directory, 'temporal.db');
  const server = await startTemporal({ binary: path, db, port: await freePort(), durable: false });
  const connection = await Connection.connect({ address: server.address });
  await prepareNamespace(connection, { namespace: 'default' });
  await connection.close();
  project.provide('temporalAddress', server.address);
  project.provide('temporalProgram', path);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
