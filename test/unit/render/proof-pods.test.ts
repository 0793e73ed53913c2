import { expect, test } from 'vitest';
import { proofNamespace, renderProofCommons, renderProofPods } from '../../../src/render/proof-pods.ts';

interface PodSpec {
  readonly nodeName: string;
  readonly hostUsers: boolean;
  readonly securityContext?: { readonly fsGroup: number };
  readonly tolerations: readonly object[];
  readonly containers: readonly {
    readonly image: string;
    readonly volumeMounts: readonly { readonly name: string }[];
  }[];
  readonly volumes: readonly { readonly name: string }[];
}

const pods = renderProofPods('w1', 'docker.io/library/busybox:1.37');
// The renderer's own type leaves the fields of a kind open.
const specs: readonly PodSpec[] = JSON.parse(JSON.stringify(pods.map((pod) => pod['spec'])));

test('two pods of a node have a user namespace, the third has not', () => {
  expect(pods.map((pod) => pod.metadata.name)).toEqual(['w1-first', 'w1-second', 'w1-control']);
  expect(specs.map((spec) => spec.hostUsers)).toEqual([false, false, true]);
});

test('pods are pinned to their node and tolerate every taint', () => {
  for (const spec of specs) {
    expect(spec).toMatchObject({ nodeName: 'w1', tolerations: [{ operator: 'Exists' }] });
    expect(spec.containers[0]?.image).toBe('docker.io/library/busybox:1.37');
  }
});

test('every mount has its volume and every volume is mounted', () => {
  for (const spec of specs) {
    const mounts = spec.containers[0]?.volumeMounts.map((mount) => mount.name);
    expect(mounts).toEqual(spec.volumes.map((volume) => volume.name));
  }
});

test('only the first pod sees the host, and only the second has a group for its volumes', () => {
  expect(specs.map((spec) => spec.volumes.some((volume) => volume.name === 'host'))).toEqual([true, false, false]);
  expect(specs.map((spec) => spec.securityContext?.fsGroup)).toEqual([undefined, 1234, undefined]);
});

test('what they share lies in one namespace of its own', () => {
  const [namespace, ...rest] = renderProofCommons();
  expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: proofNamespace } });
  expect(rest.every((object) => object.metadata.namespace === proofNamespace)).toBe(true);
});
