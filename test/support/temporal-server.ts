import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    /** File with the bundle of the real workflows. */
    readonly workflowBundle: string;
    /** Folder for bundles of other workflows, which all processes share. */
    readonly otherBundles: string;
  }
}

/** A real server with a database of its own. */
export interface TestServer {
  readonly address: string;
  readonly program: string;
  /** For files that end with the server. */
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

/** Starts a server that knows the search attributes. */
export async function startTestServer(): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  const onBuild = () => process.stderr.write('Building the Temporal server from source: once, some minutes.\n');
  const { path } = await findTemporal({ env: process.env, onBuild });
  const db = join(directory, 'temporal.db');
  // A server of tests may take memory to save time: it collects garbage less often.
  process.env['GOGC'] ??= '400';
  const server = await startTemporal({ binary: path, db, port: await freePort(), durable: false });
  const connection = await Connection.connect({ address: server.address });
  await prepareNamespace(connection, { namespace: 'default' });
  await connection.close();
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { address: server.address, program: path, directory, stop };
}

/** Starts one server for the whole suite; the function it gives ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('temporalAddress', server.address);
  project.provide('temporalProgram', server.program);
  project.provide('workflowBundle', fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)));
  project.provide('otherBundles', server.directory);
  return server.stop;
}
