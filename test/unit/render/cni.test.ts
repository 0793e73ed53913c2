import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { annotations } from '../../../src/model/cluster-state.ts';
import { firstControlPlane, settingsOf } from '../../../src/model/cluster.ts';
import type { PodNetworkName } from '../../../src/model/pod-network.ts';
import { cniContent, cniObjects } from '../../../src/render/cni-objects.ts';
import { cniImages, cnis, isPodNetwork, releasesFor } from '../../../src/render/cni-table.ts';
import type { CniContext } from '../../../src/render/cni.ts';
import { imagesIn, isWorkload, parseManifest, qualified } from '../../../src/render/manifest.ts';
import { spec } from '../../support/fixtures.ts';

const assets = new URL('../../../assets/cni/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, assets), 'utf8');

function contextOf(name: PodNetworkName, version: string, pods = spec.network.pods): CniContext {
  const network = { ...spec.network, pods, cni: { name, version } };
  return { settings: { ...settingsOf(spec), network }, controlPlane: firstControlPlane(spec) };
}

const names = Object.keys(cnis).filter(isPodNetwork);
const carried = names.flatMap((name) =>
  Object.entries(cnis[name].releases).map(([version, release]) => ({ name, version, release })),
);

describe.each(carried)('$name $version', ({ name, version, release }) => {
  const text = read(`${name}-${version}.yml`);
  const at = contextOf(name, version);
  const objects = cniObjects(text, at);

  test('is the manifest of its row, byte for byte', () => {
    expect(createHash('sha256').update(text).digest('hex')).toBe(release.sha256);
  });

  test('asks for the images of its row: with registry and release tag', () => {
    expect(imagesIn(objects).toSorted()).toEqual(cniImages(at.settings.network.cni).toSorted());
    for (const image of imagesIn(objects)) expect(image).toMatch(/^[a-z0-9.-]+\.[a-z]+\/.+:v\d/);
  });

  test('marks the DaemonSet of its row, which runs on the host network, and nothing else', () => {
    const marked = objects.filter(({ metadata }) => metadata.annotations?.[annotations.content] !== undefined);
    expect(marked.map(({ kind, metadata }) => ({ kind, namespace: metadata.namespace, name: metadata.name }))).toEqual([
      { kind: 'DaemonSet', ...cnis[name].daemonSet },
    ]);
    expect(marked.every((object) => isWorkload(object) && object.spec.template.spec.hostNetwork)).toBe(true);
    expect(marked[0]?.metadata.annotations?.[annotations.content]).toBe(cniContent(at));
  });

  test('leaves every other object as its project wrote it', () => {
    const before = parseManifest(text);
    const changed = objects.filter((object, index) => JSON.stringify(object) !== JSON.stringify(before[index]));
    expect(objects).toHaveLength(before.length);
    for (const { kind } of changed) expect(['DaemonSet', 'Deployment', 'ConfigMap']).toContain(kind);
  });
});

test('every manifest that is carried has a row', () => {
  const files = readdirSync(assets).filter((name) => name.endsWith('.yml'));
  expect(files.toSorted()).toEqual(carried.map(({ name, version }) => `${name}-${version}.yml`).toSorted());
});

test('flannel is fitted as before', async () => {
  const objects = cniObjects(read('flannel-v0.28.9.yml'), contextOf('flannel', 'v0.28.9', '10.99.0.0/16'));
  const text = objects.map((object) => stringify(object)).join('---\n');
  await expect(text).toMatchFileSnapshot('../../golden/flannel.yaml');
});

test('Calico gives addresses of the pod network of the cluster', () => {
  const objects = cniObjects(read('calico-v3.32.1.yml'), contextOf('calico', 'v3.32.1', '10.99.0.0/16'));
  const node = objects.find((object) => object.kind === 'DaemonSet');
  expect(JSON.stringify(node)).toContain('{"name":"CALICO_IPV4POOL_CIDR","value":"10.99.0.0/16"}');
});

test('another pod network or another manifest is other content, and the same is the same', () => {
  const content = (version: string, pods?: string): string => cniContent(contextOf('flannel', version, pods));
  expect(content('v0.28.9', '10.99.0.0/16')).not.toBe(content('v0.28.9'));
  expect(content('v0.25.7')).not.toBe(content('v0.28.9'));
  expect(content('v0.28.9')).toBe(content('v0.28.9'));
});

test.each([
  ['debian', 'docker.io/library/debian'],
  ['antrea/antrea-agent-ubuntu:v2.7.0', 'docker.io/antrea/antrea-agent-ubuntu:v2.7.0'],
  ['quay.io/calico/node:v3.32.1', 'quay.io/calico/node:v3.32.1'],
  ['localhost/mine:1', 'localhost/mine:1'],
  ['mirror:5000/mine', 'mirror:5000/mine'],
])('the image %s is pulled as %s', (image, whole) => {
  expect(qualified(image)).toBe(whole);
});

test('YAML is read as kubectl reads it: a mode with a leading zero is octal', () => {
  const [object] = parseManifest('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\nmode: 0644\n---\n');
  expect(object?.['mode']).toBe(0o644);
  expect(() => parseManifest('a: [')).toThrow();
  expect(() => parseManifest('just: text')).toThrow('not a Kubernetes object');
});

test('releases go with the Kubernetes minor', () => {
  expect(releasesFor('antrea', '1.31')).toEqual(['v2.3.0']);
  expect(releasesFor('antrea', '1.33')).toEqual([]);
  expect(releasesFor('antrea', '1.36')).toEqual(['v2.7.0']);
  expect(releasesFor('flannel', '1.37')).toEqual(['v0.28.9']);
});
