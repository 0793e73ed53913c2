import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { undoWords } from '../../../src/model/undo.ts';
import { stepsOf } from '../../../src/phases/catalogue.ts';
import { compileBatch, compileChecks, compileJob } from '../../../src/steps/compile.ts';
import type { HostStep } from '../../../src/steps/define-step.ts';
import { resetScript } from '../../../src/steps/reset-host.ts';
import { centos, contextFor, fedora, ubuntu } from '../../support/fixtures.ts';

const hosts = [
  { name: 'control-plane.ubuntu', at: contextFor('cp-1', ubuntu) },
  { name: 'worker.ubuntu', at: contextFor('w-2', ubuntu) },
  { name: 'worker.centos', at: contextFor('w-1', centos) },
  { name: 'worker.fedora', at: contextFor('w-1', fedora) },
] as const;

function parses(script: string): string {
  return spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr;
}

const withUfw = { ...ubuntu, firewall: 'ufw' } as const;

describe.each([
  ...hosts.map((host) => ({ ...host, only: undefined })),
  // All else is as without it.
  { name: 'control-plane.ubuntu', at: contextFor('cp-1', withUfw), only: 'open-ufw' },
  { name: 'worker.ubuntu', at: contextFor('w-2', withUfw), only: 'open-ufw' },
])('steps of $name', ({ name, at, only = '' }) => {
  const steps = stepsOf(at).flatMap(({ step }): readonly HostStep[] =>
    step.kind === 'kube' || !step.id.endsWith(only) ? [] : [step, ...(step.remedies ?? [])],
  );

  test.each(steps.map((step) => [step.id, step] as const))('%s is rendered as before', async (id, step) => {
    const text = `# check\n${step.check(at).text}\n\n# apply\n${step.apply(at).text}\n`;
    await expect(text).toMatchFileSnapshot(`../../golden/steps/${id}.${name}.sh`);
  });

  test('every script that is sent is shell that parses', () => {
    expect(parses(compileChecks(steps, at).text)).toBe('');
    expect(parses(compileBatch(steps, at).text)).toBe('');
    for (const step of steps) expect(parses(compileJob(step, at).text)).toBe('');
  });

  test('every step says why it exists and how it is undone', () => {
    for (const step of steps) {
      expect(step.why, step.id).toMatch(/\.$/);
      expect(undoWords(step.undo), step.id).toMatch(/^(A reset|Stays:) .+[^.]\.$/);
    }
  });
});

test('the reset is shell that parses', () => {
  expect(parses(resetScript('harbour').text)).toBe('');
});
