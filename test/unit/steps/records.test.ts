import { expect, test } from 'vitest';
import { parseRecords, saidFailure, saidOutcome } from '../../../src/steps/records.ts';

test('records are found between other lines, with text of any script', () => {
  const said = Buffer.from('größer 🛳').toString('base64');
  expect(parseRecords(`motd\n@slipway a ok 12 ${said}\n@slipway b exploded 1 x\n`)).toEqual([
    { step: 'a', state: 'ok', milliseconds: 12, said: 'größer 🛳' },
  ]);
});

test('a code that is not in the table is not believed', () => {
  expect(saidFailure('@slipway-failure no-such-code text')).toBeUndefined();
});

test('what an apply says that it did stands in the outcome, before what its check had found', () => {
  const output = '@slipway-did installed a-1 by its digest\n@slipway-outcome changed a is not installed';
  expect(saidOutcome(output)).toEqual({ outcome: 'changed', detail: 'installed a-1 by its digest' });
});
