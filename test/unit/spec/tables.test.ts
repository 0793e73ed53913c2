import { expect, test } from 'vitest';
import { flannelPlugins } from '../../../src/render/flannel.ts';
import { supportedMinors } from '../../../src/spec/kubernetes-version.ts';
import { supportedFlannel } from '../../../src/spec/network-schema.ts';

test('Kubernetes minors stand from the oldest to the newest, which messages give as the example', () => {
  const numbers = supportedMinors.map((minor) => Number(minor.replace('1.', '')));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('the file accepts the releases of flannel that can be rendered, and no others', () => {
  expect([...supportedFlannel]).toEqual(Object.keys(flannelPlugins));
});
