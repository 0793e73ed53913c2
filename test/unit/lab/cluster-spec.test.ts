import { expect, it } from 'vitest';

import { clusterSpec } from '../../../lab/hosts/cluster-spec.ts';
import type { Site, SiteHost } from '../../../lab/site-shape.ts';
import { readSite } from '../../../lab/site.ts';
import { parseSpec } from '../../../src/spec/parse.ts';

const versions = { kubernetes: '1.30.4', crio: '1.34.0', flannel: '0.26.7', coredns: '1.11.1', etcd: '3.5.12' };

function specOf(site: Site, fingerprint: string): unknown {
  const text = clusterSpec(site, { key: { file: '/key', fingerprint }, versions });
  return parseSpec(text, { file: 'cluster.yaml', resolvePath: (path) => path });
}

it.each(['demo', 'pair', 'one'])('the spec of the site %s is in order', async (name) => {
  expect(specOf(await readSite(name), 'CE598C84A5D49BB726CF5C19F1D1187795783873')).toHaveProperty('spec');
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
    resolved: false,
  });
  const names = ['1', 'null', 'true', '1e3', '0x1f'];
  const site = { ...one, name: '007', hosts: names.map(odd) };
  const fingerprint = '1234567890123456789012345678901234567890';
  expect(specOf(site, fingerprint)).toMatchObject({
    spec: { name: '007', hosts: names.map((name) => ({ name })), mirrors: { kubernetes: { fingerprint } } },
  });
});
