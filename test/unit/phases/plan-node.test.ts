import { expect, test } from 'vitest';
import { planNode } from '../../../src/phases/plan-node.ts';
import { contextFor, ubuntu } from '../../support/fixtures.ts';

const at = contextFor('w-2', ubuntu);
const warningsOn = (today: string, versions = at.versions): readonly string[] =>
  planNode({ ...at, versions }, { records: [], state: undefined, today }).warnings;

test('a minor is warned about once its end of life is past, and not before', () => {
  expect(warningsOn('2025-07-15')).toEqual([]);
  expect(warningsOn('2025-07-16')).toEqual(['Kubernetes 1.30 has had no fixes since 2025-07-15']);
  expect(warningsOn('2099-01-01', { kubernetes: '1.37.2', crio: '1.37.0' })).toEqual([]);
});

test('a CRI-O of another minor is not taken in silence', () => {
  expect(warningsOn('2025-01-01', { kubernetes: '1.30.4', crio: '1.34.0' })).toEqual([
    'CRI-O 1.34.0 is not of the minor of Kubernetes 1.30.4; the mirror has no other',
  ]);
});
