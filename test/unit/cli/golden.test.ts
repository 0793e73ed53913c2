import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { buildsText } from '../../../src/cli/show/builds-text.ts';
import { changes, eventLine } from '../../../src/cli/show/event-lines.ts';
import { failureText } from '../../../src/cli/show/failure-text.ts';
import { colouredLook, plainLook } from '../../../src/cli/show/look.ts';
import { planText } from '../../../src/cli/show/plan-text.ts';
import { preflightText } from '../../../src/cli/show/preflight-text.ts';
import { proofText } from '../../../src/cli/show/proof-text.ts';
import { resetText } from '../../../src/cli/show/reset-text.ts';
import { resultText } from '../../../src/cli/show/result-text.ts';
import { watchView } from '../../../src/cli/show/watch-view.ts';
import { emptyProgress } from '../../../src/model/progress.ts';
import { recordedCheck } from '../../../src/model/proof.ts';
import type { ApplyResult } from '../../../src/model/result.ts';
import * as fixture from '../../support/build-fixtures.ts';
import { preflight, wideMesh } from '../../support/preflight-fixtures.ts';

const look = plainLook(80);
const now = fixture.at(61);
const unchanged: ApplyResult = {
  ...fixture.result,
  outcome: 'unchanged',
  timeline: [],
  seconds: 2.3,
  proof: {
    ...fixture.result.proof,
    nodes: fixture.result.proof.nodes.map((node) => ({
      ...node,
      checks: [{ id: recordedCheck, title: 'recorded', passed: true, expected: '', seen: '' }],
    })),
    cluster: { checks: [] },
  },
  nodes: fixture.result.nodes.map((node) => ({
    ...node,
    changed: [],
    unchanged: [
      'disable-swap',
      'load-modules',
      'write-sysctls',
      'add-repositories',
      'install-packages',
      'configure-crio',
    ],
  })),
};
const incomplete: ApplyResult = {
  ...fixture.result,
  outcome: 'incomplete',
  nodes: [
    ...fixture.result.nodes,
    {
      node: 'w-2',
      os: 'Ubuntu 24.04.1 LTS',
      address: '192.0.2.13',
      state: 'skipped',
      changed: [],
      unfinished: [],
      unchanged: ['disable-swap'],
      failure: fixture.diskFull,
    },
  ],
};
const replaced: ApplyResult = {
  ...fixture.result,
  nodes: fixture.result.nodes.map((node) => ({
    ...node,
    ...(node.node === 'w-1' && {
      address: '192.0.2.99',
      replaced: {
        address: node.address,
        state: 'reset',
        why: '',
        behind: [{ node: 'w-2', why: 'host-unreachable: 192.0.2.13:22: there was no answer within 2 s' }],
      },
    }),
  })),
};

const texts: Readonly<Record<string, readonly string[]>> = {
  'watch-middle': watchView(fixture.progress, { ...look, now, footer: 'q leaves; the build goes on without you' }),
  'watch-first': watchView(emptyProgress('harbour', fixture.startedAt), { ...look, now }),
  'watch-end': watchView(fixture.finished, { ...look, now: fixture.at(150) }),
  'watch-narrow': watchView(fixture.progress, { ...plainLook(56), now }),
  plan: planText(fixture.plan, { ...look, file: 'cluster.yaml' }),
  'plan-all': planText(fixture.plan, { ...look, file: 'cluster.yaml', all: true }),
  'plan-problems': planText(fixture.blockedPlan, { ...look, file: 'cluster.yaml' }),
  'plan-converged': planText(
    {
      ...fixture.plan,
      nodes: fixture.plan.nodes.map((node) => ({ ...node, steps: node.steps.filter((step) => step.state === 'ok') })),
    },
    { ...look, file: 'cluster.yaml' },
  ),
  preflight: preflightText(preflight, look),
  'preflight-all': preflightText(preflight, { ...look, all: true }),
  'preflight-many': preflightText(wideMesh, look),
  'result-proven': resultText(fixture.result, look),
  'result-unchanged': resultText(unchanged, look),
  'result-replaced': resultText(replaced, look),
  'result-incomplete': resultText(incomplete, look, { file: 'harbour.yaml' }),
  'proof-failed': proofText(fixture.failedProof, look),
  failure: failureText(fixture.diskFull, look),
  builds: buildsText(
    [{ cluster: 'harbour', workflow: 'applyCluster', state: 'running', startedAt: fixture.startedAt }],
    { ...look, now },
  ),
  'builds-none': buildsText([], { ...look, now }),
  reset: resetText(
    [
      { node: 'w-1', state: 'reset' },
      { node: 'w-3', state: 'clean' },
      { node: 'w-2', state: 'failed', failure: fixture.diskFull },
    ],
    look,
  ),
};

describe.each(Object.entries(texts))('%s', (name, lines) => {
  test('looks as it was agreed', async () => {
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../golden/cli/${name}.txt`);
  });

  test('fits its width', () => {
    const width = name === 'watch-narrow' ? 56 : 80;
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
  });

  test('has no control codes without colours', () => {
    expect(lines.join('\n')).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

test('events look as it was agreed', async () => {
  const events = [
    ...changes(undefined, fixture.progress, now),
    ...changes(fixture.progress, fixture.finished, fixture.at(150)),
  ];
  const text = events.map((event) => eventLine(event, fixture.startedAt)).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('../../golden/cli/events.txt');
});

test('colours change no column', () => {
  const plain = watchView(fixture.progress, { ...look, now }).map((line) => stringWidth(line));
  const coloured = watchView(fixture.progress, { ...colouredLook(80), now });
  expect(coloured.join('')).toContain('\u001B[');
  expect(coloured.map((line) => stringWidth(line))).toEqual(plain);
});
