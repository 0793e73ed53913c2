import { describe, expect, test } from 'vitest';
import { checkAddress } from '../../../src/spec/address.ts';
import { nearestDnsName } from '../../../src/spec/dns-name.ts';
import { flow } from '../../../src/spec/flow.ts';
import { checkImage, checkRegistryLocation } from '../../../src/spec/image.ts';
import { checkLabelKey, checkValueSyntax } from '../../../src/spec/label.ts';
import { checkPreflightError } from '../../../src/spec/preflight-errors.ts';
import { closest } from '../../../src/spec/suggest.ts';

describe('what is right passes', () => {
  test.each(['10.88.0.11', '203.0.113.7', 'cp-1', 'cp-1.example.com', '1.example.com'])('address %s', (text) => {
    expect(checkAddress(text)).toBeUndefined();
  });

  test.each([
    'docker.io/library/busybox:1.37',
    '10.88.0.1:5000/debian',
    'localhost/a__b/c',
    `registry.k8s.io/pause@sha256:${'a'.repeat(64)}`,
    'ghcr.io/flannel-io/flannel:v0.26.7-amd64',
  ])('image %s', (text) => {
    expect(checkImage(text)).toBeUndefined();
  });

  test.each(['10.88.0.1:5000', 'registry.example.com', 'registry.example.com:443/mirror/docker.io'])(
    'image mirror %s',
    (text) => {
      expect(checkRegistryLocation(text)).toBeUndefined();
    },
  );

  test.each(['zone', 'example.com/zone', 'topology.kubernetes.io/zone', 'node.kubernetes.io/disk', 'a_b.C-1'])(
    'label %s',
    (text) => {
      expect(checkLabelKey(text)).toBeUndefined();
    },
  );

  test.each(['', 'a', 'A.b_c-1', 'x'.repeat(63)])('label value %j', (text) => {
    expect(checkValueSyntax(text)).toBeUndefined();
  });

  test.each(['Swap', 'swap', 'HTTPProxyCIDR', 'SystemVerification', 'Port-6443', 'FileExisting-tc', 'SomethingNew'])(
    'preflight error %s',
    (text) => {
      expect(checkPreflightError(text)).toBeUndefined();
    },
  );
});

describe('what is wrong does not pass', () => {
  test.each(['', '/a', 'a/', 'a/b/c', '-a', 'Example.com/a', 'x'.repeat(64), 'kubernetes.io/hostname', 'k8s.io/a'])(
    'label %j',
    (text) => {
      expect(checkLabelKey(text)).toBeDefined();
    },
  );

  test.each(['busybox', 'library/busybox', 'docker.io/', 'docker.io/a:b:c', 'docker.io/a@sha256:12', 'a b.c/d'])(
    'image %j',
    (text) => {
      expect(checkImage(text)).toBeDefined();
    },
  );

  test.each(['', '1.2.3', 'a_b', '-a', 'a..b', 'x'.repeat(64), '10.0.0.1:22', '255.255.255.255', '0.0.0.0'])(
    'address %j',
    (text) => {
      expect(checkAddress(text)).toBeDefined();
    },
  );
});

describe('suggestions', () => {
  test.each([
    ['usr', 'user'],
    ['known-hosts', 'knownHosts'],
    ['PORT', 'port'],
    ['prot', 'port'],
    ['hots', undefined],
  ])('%s means %s', (word, meant) => {
    expect(closest(word, ['user', 'port', 'key', 'knownHosts'])).toBe(meant);
  });

  test.each([
    ['My_Node 1', 'my-node-1'],
    ['-a.-b-', 'a.b'],
    ['___', ''],
  ])('the name nearest to %j is %j', (text, near) => {
    expect(nearestDnsName(text)).toBe(near);
  });
});

test('a value on one line reads back as the same value', () => {
  const value = {
    name: 'w-1',
    version: '1.30',
    url: 'http://a/{minor}',
    list: ['a', '', 'yes', 1, true, null],
    none: {},
  };
  expect(flow(value)).toBe(
    '{ name: w-1, version: "1.30", url: "http://a/{minor}", list: [a, "", "yes", 1, true, null], none: {} }',
  );
});
