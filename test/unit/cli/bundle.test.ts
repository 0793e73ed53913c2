import { expect, test } from 'vitest';
import { bundleText } from '../../../src/cli/show/bundle-text.ts';
import { plainLook } from '../../../src/cli/show/look.ts';
import { bundleOf } from '../../../src/phases/bundle.ts';
import { spec } from '../../support/fixtures.ts';

const look = plainLook(80);

test('a bundle is listed as before', async () => {
  await expect(bundleText(bundleOf(spec), look).join('\n')).toMatchFileSnapshot('../../golden/cli/bundle.txt');
  const exact = bundleOf(spec, { kubernetes: '1.30.14', crio: '1.30.5' });
  await expect(bundleText(exact, look).join('\n')).toMatchFileSnapshot('../../golden/cli/bundle-exact.txt');
});

test('an exact release is named exactly; only a minor leaves the patch to the mirror', () => {
  const versionsOf = (version: string) =>
    bundleOf({ ...spec, kubernetes: { ...spec.kubernetes, version } })
      .packages.filter(({ name }) => name === 'kubeadm')
      .map((each) => each.version);
  expect(versionsOf('1.36.3')).toEqual(['1.36.3', '1.36.3']);
  expect(versionsOf('1.36')).toEqual(['1.36.*', '1.36.*']);
});

test('every key has the fingerprint that hosts accept, and every image its registry', () => {
  const { keys, images } = bundleOf(spec);
  for (const { fingerprint } of keys) expect(fingerprint).toMatch(/^[0-9A-F]{40}$/);
  for (const { image } of images) expect(image).toMatch(/^[a-z0-9.-]+\.[a-z0-9]+\/\S+:\S+$/);
});
