import { expect, test } from 'vitest';
import { nodeAddresses } from '../../../src/model/node-addresses.ts';

const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ address: `10.88.${Math.floor(index / 50)}.${(index % 50) + 10}` }));

test('a firewall lets in the addresses of few nodes, and the networks of many', () => {
  expect(nodeAddresses(hosts(3))).toEqual(['10.88.0.10', '10.88.0.11', '10.88.0.12']);
  expect(nodeAddresses(hosts(64))).toHaveLength(64);
  expect(nodeAddresses(hosts(120))).toEqual(['10.88.0.0/24', '10.88.1.0/24', '10.88.2.0/24']);
});
