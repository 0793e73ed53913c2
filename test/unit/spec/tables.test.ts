import { expect, test } from 'vitest';
import { supportedMinors } from '../../../src/spec/kubernetes-version.ts';

test('Kubernetes minors stand from the oldest to the newest, which messages give as the example', () => {
  const numbers = supportedMinors.map((minor) => Number(minor.replace('1.', '')));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});
