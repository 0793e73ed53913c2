import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { launchServer } from '../../../src/dev/server-process.ts';

/** A server that says it runs, and when it is told to end how many children its keeper has by then. */
const program = String.raw`
  trap 'sleep 0.3; wc -w < /proc/$PPID/task/$PPID/children; exit 0' TERM
  echo runs
  while :; do sleep 0.1; done`;

test('ids of processes stay those of the server and its watcher until both are gone, so that no stranger is killed by one', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-keeper-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const log = join(directory, 'log');
  const child = launchServer('/bin/sh', ['-c', program], log);
  await expect.poll(() => readFile(log, 'utf8')).toBe('runs\n');
  child.stdin?.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  await expect(readFile(log, 'utf8')).resolves.toBe('runs\n2\n');
});
