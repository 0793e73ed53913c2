import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@temporalio/client';
import { expect, inject, test as plain } from 'vitest';
import { searchAttributes, taskQueue } from '../../src/model/names.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { prepareNamespace } from '../../src/dev/prepare-namespace.ts';
import { startTemporal, type ServerOptions, type TemporalServer } from '../../src/dev/temporal-server.ts';
import { withConnection } from '../support/with-connection.ts';

/** A folder of its own for a test, and servers that end with it. */
interface Place {
  readonly directory: string;
  readonly start: (options?: Partial<ServerOptions>) => Promise<TemporalServer>;
  /** The process group of the server on a database. */
  readonly serverOf: (db: string) => Promise<number>;
}

const test = plain.extend<{ readonly place: Place }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of other fixtures from the pattern
  place: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'slipway-dev-'));
    const running: TemporalServer[] = [];
    const binary = inject('temporalProgram');
    await use({
      directory,
      start: async (options = {}) => {
        const db = join(directory, 'temporal.db');
        const server = await startTemporal({ binary, db, port: await freePort(), durable: false, ...options });
        running.push(server);
        return server;
      },
      serverOf: async (db) => {
        const lock: unknown = JSON.parse(await readFile(join(directory, `${db}.lock`), 'utf8'));
        if (typeof lock !== 'object' || lock === null || !('server' in lock))
          throw new Error('the lock names the server');
        return Number(lock.server);
      },
    });
    await Promise.all(running.map((server) => server.stop()));
    await rm(directory, { recursive: true, force: true });
  },
});

test.concurrent('search attributes are created once, also on a database that exists already', async ({ place }) => {
  const { start } = place;
  const first = await start();
  await first.stop();
  const { address } = await start();
  const namespace = 'default';
  await withConnection(address, async (connection) => {
    expect(await prepareNamespace(connection, { namespace })).toEqual(Object.keys(searchAttributes));
    expect(await prepareNamespace(connection, { namespace })).toEqual([]);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
  });
});

test.concurrent('finished builds stay readable for as long as asked, and never for less', async ({ place }) => {
  const { start } = place;
  const { address } = await start();
  await withConnection(address, async (connection) => {
    const days = async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
      return Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
    };
    await prepareNamespace(connection, { namespace: 'default', retentionDays: 90 });
    expect(await days()).toBe(90);
    await prepareNamespace(connection, { namespace: 'default', retentionDays: 30 });
    expect(await days()).toBe(90);
  });
});

test.concurrent('a later start continues what was started before', async ({ place }) => {
  const { start } = place;
  const first = await start();
  await withConnection(first.address, async (connection) => {
    await new Client({ connection }).workflow.start('anything', { workflowId: 'harbour', taskQueue });
  });
  await first.stop();
  const second = await start();
  await withConnection(second.address, async (connection) => {
    const { status } = await new Client({ connection }).workflow.getHandle('harbour').describe();
    expect(status.name).toBe('RUNNING');
  });
});

test.concurrent('a second server on the same database is refused with the address of the first', async ({ place }) => {
  const { directory, start } = place;
  const { address } = await start();
  await expect(start()).rejects.toThrow(`already runs on ${join(directory, 'temporal.db')}: ${address}`);
});

test.concurrent('a port in use is told before anything starts', async ({ place }) => {
  const { directory, start } = place;
  const { address } = await start();
  const port = Number(address.split(':')[1]);
  await expect(start({ port, db: join(directory, 'other.db') })).rejects.toThrow(
    `Port ${port} on this machine is in use`,
  );
});

test.concurrent('a program that is no Temporal server fails the start with its own last words', async ({ place }) => {
  const { start } = place;
  const failure = await start({ binary: '/bin/cat' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'DevError',
    tail: expect.stringContaining("Try '/bin/cat --help'"),
  });
});

test.concurrent('the end of the server is noticed and explained', async ({ place }) => {
  const { start, serverOf } = place;
  const server = await start();
  process.kill(-(await serverOf('temporal.db')), 'SIGKILL');
  expect(await server.ended).toMatchObject({ message: expect.stringContaining('ended by itself') });
});

function placesOf(told: unknown): { readonly address: string; readonly uiAddress: string } {
  const isOne = typeof told === 'object' && told !== null && 'address' in told && 'uiAddress' in told;
  if (!isOne) throw new Error('slipway dev says where it is');
  return { address: String(told.address), uiAddress: String(told.uiAddress) };
}

/** `slipway dev` as a user starts it; resolves once it has printed where it is. */
async function startDev(directory: string, port: number, worker: 'worker' | 'no worker' = 'no worker') {
  const main = join(import.meta.dirname, '../../dist/src/cli/main.js');
  const args = [
    main,
    'dev',
    ...(worker === 'worker' ? [] : ['--no-worker']),
    '-o',
    'json',
    '--db',
    join(directory, 'dev.db'),
    '--port',
    String(port),
    '--ui-port',
    String(await freePort()),
  ];
  const env = { ...process.env, PATH: `${join(inject('temporalProgram'), '..')}:${process.env['PATH'] ?? ''}` };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  for await (const line of createInterface(child.stdout)) {
    // A reason why it did not start takes several lines.
    if (line.endsWith('}') && said === '') return { child, exit, told: placesOf(JSON.parse(line)) };
    said += `${line}\n`;
  }
  throw new Error(`slipway dev ended with ${await exit}: ${said.replace(/\s+/g, ' ')}`);
}

test.concurrent('`slipway dev` serves Temporal and its UI, and Ctrl-C ends both', async ({ place }) => {
  const { child, exit, told } = await startDev(place.directory, await freePort());
  expect((await fetch(told.uiAddress)).status).toBe(200);
  await withConnection(told.address, async (connection) => {
    expect(await prepareNamespace(connection, { namespace: 'default' })).toEqual([]);
  });
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  await expect(fetch(told.uiAddress)).rejects.toThrow();
});

test.concurrent('after `slipway dev` was killed, its server ends and a new start continues', async ({ place }) => {
  const { directory } = place;
  const port = await freePort();
  const killed = await startDev(directory, port);
  await withConnection(killed.told.address, async (connection) => {
    await new Client({ connection }).workflow.start('anything', { workflowId: 'harbour', taskQueue });
  });
  killed.child.kill('SIGKILL');
  await killed.exit;
  const next = await startDev(directory, port);
  await withConnection(next.told.address, async (connection) => {
    const { status } = await new Client({ connection }).workflow.getHandle('harbour').describe();
    expect(status.name).toBe('RUNNING');
  });
  next.child.kill('SIGTERM');
  expect(await next.exit).toBe(0);
});

test.concurrent('`slipway dev` ends with its worker where its server ends by itself, so that no worker is left behind', async ({
  place,
}) => {
  const { directory, serverOf } = place;
  const { child, exit } = await startDev(directory, await freePort(), 'worker');
  process.kill(-(await serverOf('dev.db')), 'SIGKILL');
  expect(await exit).toBe(9);
  expect(child.signalCode).toBeNull();
});
