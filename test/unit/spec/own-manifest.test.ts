import { expect, test } from 'vitest';
import { parseSpec } from '../../../src/spec/parse.ts';
import { validFile } from './mistake.ts';

const network = (options: { readonly hostNetwork?: boolean; readonly name?: string } = {}): string => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: net, namespace: kube-system }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ${options.name ?? 'net'}, namespace: kube-system }
spec:
  template:
    spec:
      hostNetwork: ${options.hostNetwork ?? true}
      initContainers: [{ name: setup, image: example/setup:v1 }]
      containers: [{ name: net, image: quay.io/example/net:v2 }]
`;

function parse(cni: string, text: string | undefined) {
  const file = validFile.replace('  ssh:\n', `  network: { cni: ${cni} }\n  ssh:\n`);
  return parseSpec(file, {
    file: 'cluster.yaml',
    resolvePath: (path) => `/site/${path.replace('./', '')}`,
    readFile: (path) =>
      path === '/site/net.yaml' && text !== undefined ? { text, sha256: 'ab'.repeat(32) } : undefined,
  });
}

const mistakesOf = (cni: string, text?: string): readonly string[] => {
  const parsed = parse(cni, text);
  return 'problems' in parsed ? parsed.problems.map(({ line, what }) => `${line} ${what}`) : [];
};

test('of a manifest of one’s own travel its path, hash, images and DaemonSet, not its content', () => {
  expect(parse('{ name: manifest, file: ./net.yaml, ports: [8472/udp] }', network())).toMatchObject({
    spec: {
      network: {
        cni: {
          name: 'manifest',
          version: '',
          manifest: {
            file: '/site/net.yaml',
            sha256: 'ab'.repeat(32),
            images: ['docker.io/example/setup:v1', 'quay.io/example/net:v2'],
            daemonSet: { namespace: 'kube-system', name: 'net' },
            ports: ['8472/udp'],
          },
        },
      },
    },
  });
});

test('a file that is no manifest of a pod network is refused with its place', () => {
  const own = '{ name: manifest, file: ./net.yaml }';
  expect(mistakesOf(own)).toEqual(['7 the manifest "./net.yaml" cannot be read']);
  expect(mistakesOf(own, 'a: [')[0]).toMatch(/^7 "\.\/net\.yaml" is not a manifest: /);
  expect(mistakesOf(own, 'some: text')).toEqual([
    '7 "./net.yaml" is not a manifest: a document in it is not a Kubernetes object',
  ]);
  expect(mistakesOf(own, network({ hostNetwork: false }))).toEqual([
    '7 "./net.yaml" has not a DaemonSet on the host network, which a pod network has',
  ]);
});

test('what is said to be Cilium must have the DaemonSet of Cilium', () => {
  const cilium = '{ name: cilium, file: ./net.yaml }';
  expect(mistakesOf(cilium, network())).toEqual([
    '7 "./net.yaml" has not the DaemonSet kube-system/cilium, which a pod network has',
  ]);
  expect(parse(cilium, network({ name: 'cilium' }))).toHaveProperty('spec');
});
