import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../../../src/model/cluster.ts';
import { settingsOf } from '../../../src/model/cluster.ts';
import { SlipwayError } from '../../../src/model/failure.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { currentSettings, currentSpec } from '../../../src/spec/stored-spec.ts';
import { spec as fixture } from '../../support/fixtures.ts';
import { stored } from '../../support/stored.ts';

const { crio } = fixture.mirrors;
/** As parsing leaves it: the URL without its last slash. */
const spec: ClusterSpec = {
  ...fixture,
  mirrors: { ...fixture.mirrors, crio: { ...crio, url: crio.url.slice(0, -1) } },
};

function example(name: string): ClusterSpec {
  const text = readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');
  const parsed = parseSpec(text, { file: name, resolvePath: (path) => `/home/ops/${path}` });
  if (!('spec' in parsed)) throw new Error(`${name} has mistakes`);
  return parsed.spec;
}

const ownNetwork: ClusterSpec = {
  ...spec,
  network: {
    ...spec.network,
    cni: {
      name: 'cilium',
      version: '',
      manifest: {
        file: '/home/ops/cilium.yaml',
        sha256: 'a'.repeat(64),
        images: ['quay.io/cilium/cilium:v1.18.2'],
        daemonSet: { namespace: 'kube-system', name: 'cilium' },
        ports: ['8472/udp'],
      },
    },
  },
};

function reasonOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof SlipwayError ? [error.code, error.message] : error;
  }
}

describe('a spec that a build keeps', () => {
  test.each([
    ['the one of the tests', spec],
    ['the smallest example', example('minimal.yaml')],
    ['the largest example', example('harbour.yaml')],
    ['one with a pod network of its own', ownNetwork],
  ])('stays as it is where this version wrote it: %s', (_, kept) => {
    expect(currentSpec(kept)).toEqual(kept);
    expect(currentSettings(settingsOf(kept))).toEqual(settingsOf(kept));
  });

  test('has the defaults for what the version that wrote it did not know', () => {
    const older = stored(spec, {
      'network.firewall': undefined,
      'network.nodes': undefined,
      'mirrors.installProvenFiles': undefined,
      'kubernetes.kubeProxy': undefined,
      verification: undefined,
    });
    expect(currentSpec(older)).toEqual({
      ...spec,
      kubernetes: { ...spec.kubernetes, kubeProxy: {} },
      verification: { image: 'docker.io/library/busybox:1.37' },
    });
  });

  test.each([
    ['a key of a newer version', { 'network.dualStack': true }, 'spec.network: .*dualStack'],
    ['nothing about SSH', { ssh: undefined }, 'spec.ssh: '],
    ['a word that this version does not know', { 'network.firewall': 'own' }, 'spec.network.firewall: '],
  ])('is refused with its name and the place where it has %s', (_, changes, place) => {
    const why = ['version-mismatch', expect.stringMatching(new RegExp(`kept of harbour .*${place}`))];
    expect(reasonOf(() => currentSpec(stored(spec, changes)))).toEqual(why);
    expect(reasonOf(() => currentSettings(stored(settingsOf(spec), changes)))).toEqual(why);
  });

  test('is refused as settings alone where nothing tells where the nodes are', () => {
    const older = stored(settingsOf(spec), { 'network.nodes': undefined });
    expect(reasonOf(() => currentSettings(older))).toEqual([
      'version-mismatch',
      expect.stringContaining('network.nodes is missing'),
    ]);
  });
});
