import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { taskQueue } from '../../src/model/names.ts';
import { seal } from '../../src/seal/seal.ts';
import { captureTerminal, type CaptureOptions } from '../support/captured-terminal.ts';
// These tests send signals to commands in this process; the worker is not meant.
import '../support/quiet-runtime.ts';
import { withConnection } from '../support/with-connection.ts';
import type { ScriptedActivities } from '../support/scripted-workflows.ts';

const kubeconfig = 'apiVersion: v1\nkind: Config\nusers: [{ name: admin, user: { token: the-admin-token } }]\n';
const activities: ScriptedActivities = { sealKubeconfig: async (publicKey) => seal(publicKey, kubeconfig) };

let directory = '';
let connection: NativeConnection;
let worker: Worker;
let working: Promise<void>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const workflowsPath = fileURLToPath(new URL('../support/scripted-workflows.ts', import.meta.url));
  worker = await Worker.create({ connection, taskQueue, namespace: 'default', workflowsPath, activities });
  working = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await working;
  await connection.close();
  await rm(directory, { recursive: true });
});

/** Starts a command; `ended` gives its exit code. */
function slipway(argv: readonly string[], options: CaptureOptions = {}) {
  const captured = captureTerminal({
    cwd: directory,
    env: { TEMPORAL_ADDRESS: inject('temporalAddress') },
    ...options,
  });
  return { ...captured, ended: run(argv, captured.terminal) };
}

/** What a command tells as JSON; undefined where it fails. */
async function told(...argv: readonly string[]): Promise<unknown> {
  const command = slipway([...argv, '-o', 'json']);
  return (await command.ended) === 0 ? JSON.parse(command.out()) : undefined;
}

/** Writes a cluster file of its own name, so that tests do not meet; gives the name. */
async function newCluster(workers = ['w-1']): Promise<string> {
  const name = `c-${randomUUID().slice(0, 8)}`;
  const hosts = ['cp-1', ...workers].map(
    (host, index) =>
      `    - { name: ${host}, address: 192.0.2.${11 + index}, role: ${index ? 'worker' : 'control-plane'} }\n`,
  );
  const head = `apiVersion: slipway.dev/v1alpha1\nkind: Cluster\nmetadata: { name: ${name} }\n`;
  const spec = 'spec:\n  kubernetes: { version: "1.30" }\n  ssh: { user: ops, key: { file: ./key } }\n  hosts:\n';
  await writeFile(join(directory, `${name}.yaml`), `${head}${spec}${hosts.join('')}`);
  return name;
}

/** Every text in a value, payloads as the text they hold. */
function textsIn(value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Does what no command does. */
function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return withConnection(inject('temporalAddress'), (connection) => work(new Client({ connection })));
}

/** Starts a build that parks its worker node. */
async function parkedBuild(): Promise<string> {
  const name = await newCluster();
  expect(await slipway(['apply', '-f', `${name}.yaml`, '--detach']).ended).toBe(0);
  const watching = slipway(['watch', name]);
  await watching.shows('parked at packages');
  process.emit('SIGINT');
  expect(await watching.ended).toBe(10);
  return name;
}

describe('slipway apply', () => {
  test('follows a build in lines, and a retry in another terminal brings it to its end', async () => {
    const name = await newCluster();
    const apply = slipway(['apply', '-f', `${name}.yaml`, '--result', 'result.json']);
    await apply.shows('parked at packages: Install packages: disk-full: /var is full');
    const retry = slipway(['retry', name, 'w-1']);
    expect([await retry.ended, retry.out()]).toEqual([0, 'goes on\n']);
    expect(await apply.ended).toBe(0);
    expect(apply.out()).toContain(`Started: ${name}: 1 control plane, 1 worker, Kubernetes 1.30.`);
    expect(apply.out()).toMatch(/cp-1 +prepare: Turn swap off/);
    expect(apply.out()).toContain(`${name}: proven\n2 nodes, Kubernetes 1.30.4`);
    expect(apply.out()).not.toContain('\u001B');
    const result: unknown = JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'));
    expect(result).toMatchObject({ cluster: name, outcome: 'proven', nodes: [{ name: 'cp-1' }, { name: 'w-1' }] });
  });

  test('ends with 8 and the reason where a node was skipped', async () => {
    const name = await newCluster();
    const apply = slipway(['apply', '-f', `${name}.yaml`, '-o', 'json']);
    await apply.shows('parked at packages');
    expect(await slipway(['skip', name]).ended).toBe(0);
    expect(await apply.ended).toBe(8);
    expect(JSON.parse(apply.out())).toMatchObject({
      outcome: 'incomplete',
      nodes: [{}, { state: 'skipped', failure: { code: 'disk-full' } }],
    });
    expect(apply.err()).toContain('parked at packages');
  });

  test('attaches to the build that runs already and says so', async () => {
    const name = await parkedBuild();
    const again = slipway(['apply', '-f', `${name}.yaml`]);
    await again.shows('parked at packages');
    expect(again.out()).toMatch(new RegExp(`^A build of ${name} is running since .*; following that one`));
    expect(await slipway(['abort', name]).ended).toBe(0);
    expect(await again.ended).toBe(7);
  });

  test('ends with every problem where the build was refused', async () => {
    const name = await newCluster([]);
    const apply = slipway(['apply', '-f', `${name}.yaml`]);
    expect(await apply.ended).toBe(4);
    expect(apply.err()).toContain(
      'port-taken: A port that Kubernetes needs is in use\n  cp-1: port 6443 is in use by haproxy',
    );
    expect(apply.err()).toContain('disk-full');
  });

  test('leaves the build alone on Ctrl-C and says so', async () => {
    const name = await newCluster();
    const apply = slipway(['apply', '-f', `${name}.yaml`]);
    await apply.shows('parked at packages');
    process.emit('SIGINT');
    expect(await apply.ended).toBe(10);
    expect(apply.err()).toContain(`The build of ${name} goes on. See it again with \`slipway watch ${name}\`.`);
    const status = slipway(['status', name, '-o', 'json']);
    expect(await status.ended).toBe(0);
    expect(JSON.parse(status.out())).toMatchObject({ running: 'applyCluster', progress: { state: 'building' } });
  });
});

describe('slipway watch', () => {
  test('draws a table on a terminal, and q leaves it', async () => {
    const name = await parkedBuild();
    const watching = slipway(['watch', name], {
      tty: true,
      env: { TEMPORAL_ADDRESS: inject('temporalAddress'), NO_COLOR: '1' },
    });
    await watching.shows('! w-1 waits for you');
    expect(watching.out()).toMatch(/NODE +OS +PHASE +STEP +TIME +DONE/);
    expect(watching.out()).toContain(`slipway retry ${name} w-1`);
    watching.type('q');
    expect(await watching.ended).toBe(10);
    expect(await slipway(['abort', name]).ended).toBe(0);
  });

  test('gives one JSON value per event', async () => {
    const name = await parkedBuild();
    const watching = slipway(['watch', name, '-o', 'json']);
    await watching.shows('"state":"parked"');
    process.emit('SIGINT');
    await watching.ended;
    const events = watching
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(events).toContainEqual(expect.objectContaining({ node: 'w-1', state: 'parked' }));
    expect(await slipway(['abort', name]).ended).toBe(0);
  });

  test('shows the end of a build that is over', async () => {
    const name = await parkedBuild();
    expect(await slipway(['retry', name]).ended).toBe(0);
    const watching = slipway(['watch', name]);
    expect(await watching.ended).toBe(0);
    expect(watching.out()).toContain(`${name}: proven`);
  });
});

describe('decisions', () => {
  test('about a build that nobody knows are refused', async () => {
    const retry = slipway(['retry', 'nowhere']);
    expect(await retry.ended).toBe(2);
    expect(retry.err()).toContain('No build of a cluster named nowhere is known');
  });

  test('about a build that is over are refused', async () => {
    const name = await parkedBuild();
    expect(await slipway(['skip', name, 'w-1']).ended).toBe(0);
    expect(await slipway(['watch', name]).ended).toBe(8);
    const retry = slipway(['retry', name, 'w-1']);
    expect(await retry.ended).toBe(7);
    expect(retry.err()).toContain(`the build of ${name} has ended: completed`);
  });

  test('about a node that nothing is done for are refused', async () => {
    const name = await parkedBuild();
    const abort = slipway(['abort', name, 'cp-1']);
    expect(await abort.ended).toBe(7);
    expect(abort.err()).toContain(`nothing is being done for ${name}/cp-1`);
    expect(await slipway(['abort', name]).ended).toBe(0);
  });
});

test('`slipway status` lists the builds and shows one', async () => {
  const name = await parkedBuild();
  const one = slipway(['status', name]);
  expect(await one.ended).toBe(0);
  expect(one.out()).toContain('! w-1 waits for you');
  expect(await slipway(['skip', name]).ended).toBe(0);
  expect(await slipway(['watch', name]).ended).toBe(8);
  const over = slipway(['status', name]);
  expect(await over.ended).toBe(0);
  expect(over.out()).toContain('w-1 was skipped');
  // The list of Temporal is behind by a moment.
  await expect
    .poll(() => told('status'))
    .toMatchObject({
      builds: expect.arrayContaining([expect.objectContaining({ cluster: name, state: 'completed' })]),
    });
});

test('reset does not touch a cluster that is being built', async () => {
  const name = await parkedBuild();
  const reset = slipway(['reset', '-f', `${name}.yaml`, '--yes']);
  expect(await reset.ended).toBe(2);
  expect(reset.err()).toContain(`${name} is being built or reset right now`);
  expect(await slipway(['abort', name]).ended).toBe(0);
});

test('a reset is shown by status and watch, and takes no decision', async () => {
  const name = await newCluster();
  const status = (): Promise<unknown> => told('status', name);
  const reset = slipway(['reset', '-f', `${name}.yaml`, '--yes', '-o', 'json']);
  await expect.poll(status).toMatchObject({ running: 'resetCluster' });
  const watching = slipway(['watch', name]);
  for (const verb of ['retry', 'abort']) {
    const decision = slipway([verb, name]);
    expect([await decision.ended, decision.err()]).toEqual([7, expect.stringContaining('is being taken down')]);
  }
  const apply = slipway(['apply', '-f', `${name}.yaml`]);
  expect([await apply.ended, apply.err()]).toEqual([2, expect.stringContaining(`slipway watch ${name}`)]);
  await withClient((client) => client.workflow.getHandle(name).signal('takenDown'));
  expect(await watching.ended).toBe(0);
  expect(watching.out()).toContain('w-1 was reset');
  expect([await reset.ended, JSON.parse(reset.out())]).toMatchObject([0, { nodes: [{ state: 'reset' }, {}] }]);
  expect(await status()).toMatchObject({ ended: 'resetCluster' });
});

test('a file whose folder is not there is told before anything begins', async () => {
  const name = await newCluster();
  for (const command of [
    ['apply', '-f', `${name}.yaml`, '--result', 'nowhere/result.json'],
    ['kubeconfig', '-f', `${name}.yaml`, '--out', 'nowhere/kubeconfig'],
  ]) {
    const started = slipway(command);
    expect([await started.ended, started.err()]).toEqual([2, expect.stringContaining('nothing can be written to')]);
  }
  expect(await slipway(['status', name]).ended).toBe(2);
});

test('`slipway plan` shows what stands in the way and exits with its code', async () => {
  const name = await newCluster();
  const plan = slipway(['plan', '-f', `${name}.yaml`]);
  expect(await plan.ended).toBe(3);
  expect(plan.out()).toContain('host-unreachable: The host does not answer on its SSH port');
  expect(plan.out()).toContain('1 problem must be mended before anything starts. Nothing was changed.');
});

test('`slipway verify` is no success without the proof', async () => {
  const name = await newCluster();
  const verify = slipway(['verify', '-f', `${name}.yaml`]);
  expect(await verify.ended).toBe(6);
  expect(verify.out()).toContain('× cluster: Pods resolve names');
  expect(verify.out()).toContain('Not proven.');
});

describe('slipway verify NAME', () => {
  test('takes the cluster of its last build that ended well', async () => {
    const name = await parkedBuild();
    const early = slipway(['verify', name]);
    expect(await early.ended).toBe(2);
    expect(early.err()).toContain(`No build of ${name} that ended well is known`);
    expect(await slipway(['retry', name]).ended).toBe(0);
    await slipway(['watch', name]).ended;
    // One that was stopped has a result as well.
    const again = slipway(['apply', '-f', `${name}.yaml`]);
    await again.shows('parked at packages');
    expect(await slipway(['abort', name]).ended).toBe(0);
    expect(await again.ended).toBe(7);
    await rm(join(directory, `${name}.yaml`));
    const verify = slipway(['verify', name]);
    expect(await verify.ended).toBe(6);
    expect(verify.out()).toContain(`${name} with nothing rebooted`);
  });

  test('reboots workers before the control plane, or the nodes named', async () => {
    const name = await newCluster();
    const all = slipway(['verify', '-f', `${name}.yaml`, '--reboot']);
    await all.ended;
    expect(all.out()).toContain(`${name} with w-1, cp-1 rebooted`);
    const one = slipway(['verify', '-f', `${name}.yaml`, '--reboot', 'cp-1']);
    await one.ended;
    expect(one.out()).toContain(`${name} with cp-1 rebooted`);
    const unknown = slipway(['verify', '-f', `${name}.yaml`, '--reboot', 'w-9']);
    expect([await unknown.ended, unknown.err()]).toEqual([2, expect.stringContaining('no host named w-9')]);
  });

  test('reboots nothing while the cluster is being built', async () => {
    const name = await parkedBuild();
    const verify = slipway(['verify', '-f', `${name}.yaml`, '--reboot']);
    expect([await verify.ended, verify.err()]).toEqual([2, expect.stringContaining('is being built or reset')]);
  });
});

describe('slipway preflight', () => {
  test('exits with the code of the first problem and shows the ways between hosts', async () => {
    const name = await newCluster();
    const preflight = slipway(['preflight', '-f', `${name}.yaml`]);
    expect(await preflight.ended).toBe(4);
    expect(preflight.out()).toContain('TCP 6443 of cp-1 from w-1: no answer');
    const json = slipway(['preflight', '-f', `${name}.yaml`, '-o', 'json']);
    await json.ended;
    expect(JSON.parse(json.out())).toMatchObject({
      ready: false,
      hosts: [{ host: 'cp-1', sights: [{ code: 'swap-found', effect: 'repaired' }] }, {}],
      mesh: { counts: { blocked: 1 } },
    });
  });

  test('listens on no port while the cluster is being built', async () => {
    const name = await parkedBuild();
    const preflight = slipway(['preflight', '-f', `${name}.yaml`]);
    expect([await preflight.ended, preflight.err()]).toEqual([2, expect.stringContaining('--no-mesh')]);
  });
});

describe('slipway kubeconfig', () => {
  test('writes a file that only its owner can read, also in the place of one that all could', async () => {
    const name = await newCluster();
    const path = join(directory, 'kubeconfig');
    await writeFile(path, 'old', { mode: 0o644 });
    const command = slipway(['kubeconfig', '-f', `${name}.yaml`, '--out', 'kubeconfig']);
    expect(await command.ended).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(kubeconfig);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(command.out()).not.toContain('the-admin-token');
  });

  test('leaves only ciphertext in the history', async () => {
    const name = await newCluster();
    const command = slipway(['kubeconfig', '-f', `${name}.yaml`]);
    expect(await command.ended).toBe(0);
    expect(command.out()).toBe(kubeconfig);
    const query = `WorkflowId STARTS_WITH '${name}:kubeconfig'`;
    const history = (client: Client) => async (): Promise<string> => {
      const texts: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query })) {
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        texts.push(...textsIn(events));
      }
      return texts.join('');
    };
    await withClient(async (client) => {
      await expect.poll(history(client)).toContain('slipway-seal-1.');
      expect(await history(client)()).not.toContain('the-admin-token');
    });
  });
});
