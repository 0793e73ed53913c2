import { readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import type { ReplayResult, WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import * as workflows from '../../workflows/index.ts';
import '../support/quiet-runtime.ts';
import { scenarios } from '../support/scenarios.ts';
import { bundleOf } from '../support/workflow-bundle.ts';

const folder = fileURLToPath(new URL('../replay/', import.meta.url));

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();

interface Recorded {
  readonly file: string;
  readonly type: string;
  readonly workflowId: string;
  readonly history: ReturnType<typeof historyFromJSON>;
}

const recorded = files.map((file): Recorded => {
  const history = historyFromJSON(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return { file, type: started?.workflowType?.name ?? '', workflowId: started?.workflowId ?? '', history };
});

/** How every history went, by its file: replay takes them one after the other. */
async function replay(workflowBundle: WorkflowBundleOption): Promise<ReadonlyMap<string, ReplayResult['error']>> {
  const errors = new Map<string, ReplayResult['error']>();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, recorded)) {
    errors.set(recorded[errors.size]?.file ?? '', error);
  }
  return errors;
}

const folders = [...new Set(files.map(dirname))];

test('there is a history of every kind of workflow, and of every way a build can go', () => {
  expect(new Set(recorded.map(({ type }) => type))).toEqual(new Set(Object.keys(workflows)));
  expect(folders).toEqual(expect.arrayContaining(Object.keys(scenarios).map((scenario) => `histories/${scenario}`)));
});

describe("today's workflows go the recorded way", () => {
  let errors: ReadonlyMap<string, ReplayResult['error']> = new Map();
  beforeAll(async () => {
    errors = await replay({ codePath: inject('workflowBundle') });
  });

  test.each(folders)('%s', (folder) => {
    const replayed = [...errors].filter(([file]) => dirname(file) === folder);
    expect(replayed.map(([file]) => file)).toEqual(files.filter((file) => dirname(file) === folder));
    expect(replayed.filter(([, error]) => error)).toEqual([]);
  });
});

test('workflows that do the same in another order are found out by every history', async () => {
  const errors = await replay(await bundleOf(new URL('../support/reordered-workflows.ts', import.meta.url)));
  const unnoticed = files.filter((file) => !(errors.get(file) instanceof DeterminismViolationError));
  expect(unnoticed).toEqual([]);
});

test('histories say nothing about where they were recorded', () => {
  const text = files.map((file) => readFileSync(`${folder}${file}`, 'utf8')).join('');
  const identities = [...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity);
  expect(new Set(identities)).toEqual(new Set(['client', 'history-service', 'worker']));
  expect(text).not.toContain('stackTrace');
});
