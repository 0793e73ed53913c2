import { dirname } from 'node:path';
import type { ReplayResult } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import * as workflows from '../../workflows/index.ts';
import { changedWorkflows } from '../support/changed-workflows.ts';
import { recorded, replayAll } from '../support/recorded-histories.ts';
import { scenarios } from '../support/scenarios.ts';
import { bundleOf } from '../support/workflow-bundle.ts';

const files = recorded.map(({ file }) => file);
const folders = [...new Set(files.map(dirname))];

/** Histories of nodes on which a step has begun. */
const worked = recorded
  .filter(({ type, text }) => type === 'convergeNode' && /"name":"run(Batch|Job|KubeStep)"/.test(text))
  .map(({ file }) => file);

test('there is a history of every kind of workflow, and of every way a build can go', () => {
  expect(new Set(recorded.map(({ type }) => type))).toEqual(new Set(Object.keys(workflows)));
  expect(folders).toEqual(expect.arrayContaining(Object.keys(scenarios).map((scenario) => `histories/${scenario}`)));
});

describe("today's workflows go the recorded way", () => {
  let errors: ReadonlyMap<string, ReplayResult['error']> = new Map();
  beforeAll(async () => {
    errors = await replayAll({ codePath: inject('workflowBundle') });
  });

  test.each(folders)('%s', (folder) => {
    const replayed = [...errors].filter(([file]) => dirname(file) === folder);
    expect(replayed.map(([file]) => file)).toEqual(files.filter((file) => dirname(file) === folder));
    expect(replayed.filter(([, error]) => error)).toEqual([]);
  });
});

test('workflows that do the same in another order are found out by every history', async () => {
  const errors = await replayAll(await bundleOf(new URL('../support/reordered-workflows.ts', import.meta.url)));
  const unnoticed = files.filter((file) => !(errors.get(file) instanceof DeterminismViolationError));
  expect(unnoticed).toEqual([]);
});

describe('one more activity in the workflow of a node', () => {
  const foundOut = async (version: Parameters<typeof changedWorkflows>[0]): Promise<readonly string[]> => {
    const errors = await replayAll(await changedWorkflows(version));
    return files.filter((file) => errors.get(file) instanceof DeterminismViolationError);
  };

  test('is found out by every history of a node that worked', async () => {
    expect(worked.length).toBeGreaterThan(10);
    expect(await foundOut('unguarded')).toEqual(worked);
  });

  test('behind a patch goes the recorded way', async () => {
    expect(await foundOut('patched')).toEqual([]);
  });

  test('whose patch is given up while builds from before it are recorded is found out again', async () => {
    expect(await foundOut('deprecated')).toEqual(worked);
  });
});

test('histories say nothing about where they were recorded', () => {
  const text = recorded.map((one) => one.text).join('');
  const identities = [...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity);
  expect(new Set(identities)).toEqual(new Set(['client', 'history-service', 'worker']));
  expect(text).not.toContain('stackTrace');
});
