import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { searchAttributes, taskQueue } from '../../src/model/names.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { prepareNamespace } from '../../src/dev/prepare-namespace.ts';
import { startTemporal, type ServerOptions, type TemporalServer } from '../../src/dev/temporal-server.ts';

let directory = '';
const running: TemporalServer[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-dev-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<TemporalServer> {
  const db = join(directory, 'temporal.db');
  const server = await startTemporal({
    binary: inject('temporalProgram'),
    db,
    port: await freePort(),
    durable: false,
    ...options,
  });
  running.push(server);
  return server;
}

/** The process group of the server on a database. */
async function serverOf(db: string): Promise<number> {
  const lock: unknown = JSON.parse(await readFile(join(directory, `${db}.lock`), 'utf8'));
  if (typeof lock !== 'object' || lock === null || !('server' in lock)) throw new Error('the lock names the server');
  return Number(lock.server);
}

async function withConnection<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

test('search attributes are created once, also on a database that exists already', async () => {
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

test('finished builds stay readable for as long as asked, and never for less', async () => {
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

test('a later start continues what was started before', async () => {
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

test('a second server on the same database is refused with the address of the first', async () => {
  const { address } = await start();
  await expect(start()).rejects.toThrow(`already runs on ${join(directory, 'temporal.db')}: ${address}`);
});

test('a port in use is told before anything starts', async () => {
  const { address } = await start();
  const port = Number(address.split(':')[1]);
  await expect(start({ port, db: join(directory, 'other.db') })).rejects.toThrow(
    `Port ${port} on this machine is in use`,
  );
});

test('a program that is no Temporal server fails the start with its own last words', async () => {
  const failure = await start({ binary: '/bin/cat' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'DevError',
    tail: expect.stringContaining("Try '/bin/cat --help'"),
  });
});

test('the end of the server is noticed and explained', async () => {
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
async function startDev(port: number, worker: 'worker' | 'no worker' = 'no worker') {
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const args = [
    '--import',
    'tsx',
    main,
    'dev',
    ...(worker === 'worker' ? [] : ['--no-worker']),
    '-o',
    'json',
    '--db',
    join(directory, 'dev.db'),
    '--port',
    String(port),
  ];
  const env = { ...process.env, PATH: `${join(inject('temporalProgram'), '..')}:${process.env['PATH'] ?? ''}` };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface(child.stdout)) return { child, exit, told: placesOf(JSON.parse(line)) };
  throw new Error(`slipway dev ended with ${await exit}`);
}

test('`slipway dev` serves Temporal and its UI, and Ctrl-C ends both', async () => {
  const { child, exit, told } = await startDev(await freePort());
  expect((await fetch(told.uiAddress)).status).toBe(200);
  await withConnection(told.address, async (connection) => {
    expect(await prepareNamespace(connection, { namespace: 'default' })).toEqual([]);
  });
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  await expect(fetch(told.uiAddress)).rejects.toThrow();
});

test('after `slipway dev` was killed, its server ends and a new start continues', async () => {
  const port = await freePort();
  const killed = await startDev(port);
  await withConnection(killed.told.address, async (connection) => {
    await new Client({ connection }).workflow.start('anything', { workflowId: 'harbour', taskQueue });
  });
  killed.child.kill('SIGKILL');
  await killed.exit;
  const next = await startDev(port);
  await withConnection(next.told.address, async (connection) => {
    const { status } = await new Client({ connection }).workflow.getHandle('harbour').describe();
    expect(status.name).toBe('RUNNING');
  });
  next.child.kill('SIGTERM');
  expect(await next.exit).toBe(0);
});

test('`slipway dev` ends with its worker where its server ends by itself, so that no worker is left behind', async () => {
  const { child, exit } = await startDev(await freePort(), 'worker');
  process.kill(-(await serverOf('dev.db')), 'SIGKILL');
  expect(await exit).toBe(9);
  expect(child.signalCode).toBeNull();
});
