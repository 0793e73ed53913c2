import { expect, test } from 'vitest';
import { flannelPlugins } from '../../../src/render/flannel.ts';
import { kubernetesMinors } from '../../../src/model/kubernetes-minors.ts';
import { supportedMinors } from '../../../src/spec/kubernetes-version.ts';
import { supportedFlannel } from '../../../src/spec/network-schema.ts';

test('the file accepts every Kubernetes minor that can be rendered', () => {
  expect(supportedMinors).toEqual(expect.arrayContaining(Object.keys(kubernetesMinors)));
});

test('the file accepts the releases of flannel that can be rendered, and no others', () => {
  expect([...supportedFlannel]).toEqual(Object.keys(flannelPlugins));
});
