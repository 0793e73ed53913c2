import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { identify } from '../../src/remote/job-identity.ts';
import type { JobPlaces } from '../../src/remote/job-identity.ts';
import { jobPoll } from '../../src/remote/job-poll.ts';
import { parseJobReply } from '../../src/remote/job-reply.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Shell } from '../../src/shell/sh.ts';

/** A job of the tests, and what its start says beside. */
export const job = identify({ slot: 'demo-step', script: sh`echo "$HOME" ${"it's"}` });
export const start = { fence: 3, seconds: 60, caller: 'me', secrets: {}, offset: 0, wait: 0 };

let folder: string;
/** Where jobs live during a test: folders of its own. */
export let places: JobPlaces;

/** Gives each test of the file that calls it folders of its own. */
export function useJobFolders(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-job-'));
    places = { state: join(folder, 'state'), memory: join(folder, 'memory') };
    program('systemctl', 'echo ActiveState=inactive');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

/** Puts a program of the test before those of this machine. */
export function program(name: string, body: string): void {
  put(join(folder, 'bin', name), `#!/bin/sh\necho "${name} $*" >> ${join(folder, 'calls')}\n${body}\n`);
}

/** True where one of the test's programs was run. */
export const called = (): boolean => existsSync(join(folder, 'calls'));

/** Writes a file and the folders above it. */
export function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
}

/** The job's files. */
export const onDisk = (name: string): string => join(places.state, job.slot, job.id, name);
export const inMemory = (name: string): string => join(places.memory, job.slot, job.id, name);

/** Runs a verb by the real shell; it must not complain. */
export function run(script: Shell): Buffer {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-s'], {
    input: script.text,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });
  expect(stderr.toString()).toBe('');
  return stdout;
}

/** What a poll says now. */
export const poll = (offset = 0) => parseJobReply(run(jobPoll(job, { offset, wait: 0 }, places)));

/** Leaves the files of a job that has ended. */
export function ended(record: string, output = ''): void {
  put(onDisk('claim'), '10.00 boot invocation\n');
  put(onDisk('out'), output);
  put(onDisk('rc'), `${record} 10.00 12.50 ${Buffer.byteLength(output)}\n`);
}
