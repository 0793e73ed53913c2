import { expect, test } from 'vitest';
import { plainLook } from '../../../src/cli/show/look.ts';
import { resultJson } from '../../../src/cli/show/result-json.ts';
import { resultText } from '../../../src/cli/show/result-text.ts';
import { currentResult } from '../../../src/model/result.ts';
import type { ApplyResult } from '../../../src/model/result.ts';
import { result } from '../../support/build-fixtures.ts';
import { stored } from '../../support/stored.ts';

test('a result of today is shown as it is', () => {
  expect(currentResult(result)).toEqual(result);
});

test('a result of a version that told less is shown with what it told', () => {
  const less: ApplyResult = stored(result, { remains: undefined, timeline: undefined });
  const older = { ...less, nodes: less.nodes.map((node) => stored(node, { unfinished: undefined })) };
  expect(() => resultText(older, plainLook(80))).toThrow();
  const shown = resultText(currentResult(older), plainLook(80)).join('\n');
  expect(shown).toContain('harbour: proven');
  expect(shown).toContain('cp-1: 2 changed');
  expect(resultJson(currentResult(older))).toMatchObject({
    remains: [],
    nodes: [{ unfinished: [] }, { unfinished: [] }],
  });
});
