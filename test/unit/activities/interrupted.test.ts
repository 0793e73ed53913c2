import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { takeDown } from '../../../activities/reset-host.ts';
import { rebootHost } from '../../../activities/reboot-host.ts';
import type { Dependencies } from '../../../activities/dependencies.ts';
import { settingsOf } from '../../../src/model/cluster.ts';
import { openClusterPool } from '../../../src/kube/cluster-pool.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import type { Job, Remote } from '../../../src/remote/remote.ts';
import type { Shell } from '../../../src/shell/sh.ts';
import { spec } from '../../support/fixtures.ts';

const [host] = spec.hosts;
if (!host) throw new Error('the spec has a host');
const target = { host, ssh: spec.ssh };

/** A remote that answers by these means alone. */
function remoteWith(means: Partial<Remote>): Remote {
  const none = (): Promise<never> => Promise.reject(new Error('nobody asks for this'));
  return { run: none, follow: none, stop: none, acknowledge: none, forward: none, close: none, ...means };
}

function depsOf(remote: Remote): Dependencies {
  return { remote, clusters: openClusterPool(remote) };
}

test('a reset that was lost with its host is forgotten there, so that the next attempt begins another', async () => {
  const forgotten: string[] = [];
  const remote = remoteWith({
    follow: () => Promise.reject(new SlipwayError('job-interrupted', 'the host was shut down')),
    acknowledge: async (_target, { slot }: Job) => void forgotten.push(slot),
  });
  const lost = new MockActivityEnvironment().run(() => takeDown(remote, target, 'harbour'));
  await expect(lost).rejects.toMatchObject({ code: 'job-interrupted' });
  expect(forgotten).toEqual(['harbour-reset']);
});

test('a reset whose host is only silent is not forgotten: it may go on', async () => {
  const remote = remoteWith({ follow: () => Promise.reject(new SlipwayError('connection-lost', 'no answer')) });
  const silent = new MockActivityEnvironment().run(() => takeDown(remote, target, 'harbour'));
  await expect(silent).rejects.toMatchObject({ code: 'connection-lost' });
});

test('a reboot that is waited for while its worker is shut down is a cancellation, not a failure of the step', async () => {
  const environment = new MockActivityEnvironment();
  const remote = remoteWith({
    run: async () => ({ code: 0, stdout: 'old\n', stderr: '', milliseconds: 1 }),
  });
  const deps = depsOf(remote);
  const waiting = environment.run(() => rebootHost(deps, { settings: settingsOf(spec), host, bootId: 'old' }));
  setTimeout(() => environment.cancel('WORKER_SHUTDOWN'), 100);
  await expect(waiting).rejects.toMatchObject({ name: 'CancelledFailure' });
});

test('a request to reboot that comes late leaves the next boot alone', async () => {
  const scripts: Shell[] = [];
  const environment = new MockActivityEnvironment();
  const remote = remoteWith({
    run: async (_target, script) => {
      scripts.push(script);
      // Down at first, then in its next boot.
      if (scripts.length === 1) throw new SlipwayError('connection-lost', 'it is down');
      return { code: 0, stdout: 'new\n', stderr: '', milliseconds: 1 };
    },
  });
  const deps = depsOf(remote);
  const done = await environment.run(() => rebootHost(deps, { settings: settingsOf(spec), host, bootId: 'old' }));
  expect(done).toMatchObject({ bootId: 'new' });

  const folder = mkdtempSync(join(tmpdir(), 'slipway-reboot-'));
  writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\necho called >> ${folder}/calls\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'calls'), '');
  spawnSync('sh', ['-c', scripts[1]?.text ?? ''], { env: { PATH: `${folder}:${process.env['PATH']}` } });
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('');
  rmSync(folder, { recursive: true });
});
