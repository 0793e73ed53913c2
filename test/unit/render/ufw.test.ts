import { describe, expect, test } from 'vitest';
import type { ClusterSettings } from '../../../src/model/cluster.ts';
import type { PodNetworkName } from '../../../src/model/pod-network.ts';
import { ufwRules } from '../../../src/render/ufw.ts';
import { openUfw } from '../../../src/steps/open-ufw.ts';
import { contextFor, spec, ubuntu } from '../../support/fixtures.ts';

const withNetwork = (name: PodNetworkName, ports: readonly string[] = []): ClusterSettings => {
  const manifest = { file: '/cni.yaml', sha256: '', images: [], daemonSet: { namespace: 'a', name: 'b' }, ports };
  return { ...spec, network: { ...spec.network, nodes: ['192.0.2.12'], cni: { name, version: '', manifest } } };
};
const rulesOf = (settings: ClusterSettings) => ufwRules('worker', settings).map(({ words }) => words);

describe('ufw', () => {
  // What ufw 0.36.2 wrote into its user.rules when it was given these words.
  test.each([
    ['allow proto tcp from 192.0.2.12 to any port 10250,10256', 'allow tcp 10250,10256 0.0.0.0/0 any 192.0.2.12 in'],
    ['allow proto tcp to any port 30000:32767', 'allow tcp 30000:32767 0.0.0.0/0 any 0.0.0.0/0 in'],
    ['allow from 10.244.0.0/16', 'allow any any 0.0.0.0/0 any 10.244.0.0/16 in'],
    ['route allow from 10.244.0.0/16', 'route:allow any any 0.0.0.0/0 any 10.244.0.0/16 in'],
    ['route allow to 10.244.0.0/16', 'route:allow any any 10.244.0.0/16 any 0.0.0.0/0 in'],
  ])('keeps `%s` as it is looked for', (words, tuple) => {
    expect(ufwRules('worker', withNetwork('flannel'))).toContainEqual({ words, tuple });
  });

  test('lets nodes alone reach what nodes ask of each other', () => {
    const open = ufwRules('control-plane', spec).filter(
      ({ words }) => !words.includes(' from ') && words.includes('port'),
    );
    expect(open.map(({ words }) => words)).toEqual([
      'allow proto tcp to any port 6443,30000:32767',
      'allow proto udp to any port 30000:32767',
    ]);
  });

  test('lets everything from nodes in where it has no name for a protocol of the pod network', () => {
    expect(rulesOf(withNetwork('calico'))).toContain('allow from 192.0.2.12');
    expect(rulesOf(withNetwork('manifest', ['esp', '8472/udp']))).toEqual(
      expect.arrayContaining(['allow proto esp from 192.0.2.12', 'allow proto udp from 192.0.2.12 to any port 8472']),
    );
    expect(rulesOf(withNetwork('flannel'))).not.toContain('allow from 192.0.2.12');
  });

  test('is given no more ports in one rule than it takes, in ascending order', () => {
    const ports = Array.from({ length: 9 }, (_, index) => `${5000 - index * 10}-${5005 - index * 10}/udp`);
    const udp = rulesOf(withNetwork('manifest', ports)).filter((words) => words.includes('udp from'));
    expect(udp.map((words) => words.split(' ').at(-1)?.split(',').length)).toEqual([7, 2]);
    expect(udp[0]).toContain('port 4920:4925,4930:4935,');
  });
});

test('ufw is opened where it is active, unless the operator leaves it', () => {
  const at = contextFor('w-2', { ...ubuntu, firewall: 'ufw' });
  const left = { ...at.settings, network: { ...at.settings.network, firewall: 'leave' } } as const;
  expect(openUfw.applies(at)).toBe(true);
  expect(openUfw.applies({ ...at, settings: left })).toBe(false);
  expect(openUfw.applies(contextFor('w-2', ubuntu))).toBe(false);
});
