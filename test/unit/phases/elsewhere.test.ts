import { describe, expect, test } from 'vitest';
import type { ClusterState } from '../../../src/model/cluster-state.ts';
import { elsewhere } from '../../../src/phases/elsewhere.ts';
import { spec, ubuntu } from '../../support/fixtures.ts';
import { node } from '../proof/evidence.ts';

const [, host] = spec.hosts;
if (!host) throw new Error('the fixture has a worker');

const cluster = (about: object): ClusterState => ({
  nodes: [{ ...node, name: host.name, ...about }],
  proofUnfinished: false,
});

describe('a host whose name in the cluster', () => {
  test('is the machine at another address is told with both addresses, whether it answers or not', () => {
    const replaced = cluster({ address: '192.0.2.99', machineId: 'new' });
    const message = 'the cluster has w-1 as the machine at 192.0.2.99, the cluster file says 192.0.2.12';
    for (const facts of [ubuntu, undefined])
      expect(elsewhere(host, replaced, facts)).toEqual([{ code: 'node-elsewhere', message, host: 'w-1' }]);
  });

  test.each([
    [
      'is the same machine under another address of its own',
      cluster({ address: '10.0.0.1', machineId: ubuntu.machineId }),
    ],
    ['was installed anew at the same address', cluster({ address: host.address, machineId: 'new' })],
    ['has not reported an address yet', cluster({ address: '', machineId: '' })],
    ['is not there', { nodes: [], proofUnfinished: false }],
    ['cannot be asked for', undefined],
  ])('%s is no problem', (_name, state) => {
    expect(elsewhere(host, state, ubuntu)).toEqual([]);
  });
});
