import { expect, it } from 'vitest';

import { clusterSpec } from '../../../lab/hosts/cluster-spec.ts';
import type { Site, SiteHost } from '../../../lab/site-shape.ts';
import { readSite } from '../../../lab/site.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

function specOf(site: Site, fingerprint: string): unknown {
  const text = clusterSpec(site, { file: '/key', fingerprint });
  return parseSpec(text, { file: 'cluster.yaml', resolvePath: (path) => path });
}

it.each(['demo', 'pair', 'one'])('the spec of the site %s is in order', async (name) => {
  expect(specOf(await readSite(name), 'CE598C84A5D49BB726CF5C19F1D1187795783873')).toHaveProperty('spec');
});

it('a site of another minor asks for that minor, and for nothing else than its machine needs', async () => {
  const one = await readSite('one');
  const spec = specOf({ ...one, kubernetes: '1.34' }, 'CE598C84A5D49BB726CF5C19F1D1187795783873');
  const kubernetes = { version: '1.34', ignorePreflightErrors: ['SystemVerification'] };
  expect(spec).toMatchObject({ spec: { kubernetes } });
});

it('keys and names that look like numbers or words of YAML stay what they are', async () => {
  const one = await readSite('one');
  const odd = (name: string, index: number): SiteHost => ({
    name,
    address: `10.89.0.${11 + index}`,
    role: index === 0 ? 'control-plane' : 'worker',
    family: 'centos-9',
    swap: false,
    firewalld: false,
    ufw: false,
    resolved: false,
  });
  const names = ['1', 'null', 'true', '1e3', '0x1f'];
  const site = { ...one, name: '007', hosts: names.map(odd) };
  const fingerprint = '1234567890123456789012345678901234567890';
  expect(specOf(site, fingerprint)).toMatchObject({
    spec: { name: '007', hosts: names.map((name) => ({ name })), mirrors: { kubernetes: { fingerprint } } },
  });
});
