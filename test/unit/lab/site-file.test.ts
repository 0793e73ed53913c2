import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readSite } from '../../../lab/site.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-site-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function siteFile(text: string, name = 'harbour'): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, text);
  return file;
}

describe('a site file', () => {
  it('is found by the name of a site, and describes it with what its families have by default', async () => {
    const { name, network, login, hosts } = await readSite('demo');
    expect({ name, network, login }).toEqual({
      name: 'demo',
      network: { subnet: '10.88.0.0/24', bridge: 'slipway0', gateway: '10.88.0.1' },
      login: { user: 'ops', sudo: 'password', root: false },
    });
    expect(hosts.map((host) => [host.name, host.family, host.firewalld, host.ufw, host.resolved, host.swap])).toEqual([
      ['cp-1', 'fedora-44', true, false, true, 'zram'],
      ['w-1', 'centos-9', true, false, false, false],
      ['w-2', 'ubuntu-24.04', false, true, true, false],
      ['w-3', 'fedora-44', true, false, true, false],
    ]);
  });

  it('needs nothing but hosts, and gives them limits in MiB and CPUs', async () => {
    const host =
      '{ name: h-1, family: centos-9, address: 10.88.0.11, role: worker, memory: 4Gi, cpus: 1.5, firewalld: off }';
    const { hosts, network } = await readSite(await siteFile(`hosts:\n  - ${host}\n`));
    expect(network.bridge).toBe('slipway0');
    expect(hosts).toEqual([expect.objectContaining({ memoryMiB: 4096, cpus: 1.5, swap: false, firewalld: false })]);
  });

  it('is refused with every mistake in it and where it stands', async () => {
    const text = `network: { subnet: 10.88.0.0/16, bridge: an-interface-of-17 }
hosts:
  - { name: cp_1, family: ubuntu-24.04, address: 10.88.0.11, role: control-plane }
  - { name: w-1, family: centos-8, address: 10.88.0, role: master, memory: 2GB }
  - { name: w-2, family: centos-9, address: 10.88.0.12, role: worker, colour: red }
`;
    const file = await siteFile(text);
    const error = await readSite(file).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(String(error).replace('LabError: ', '').replaceAll(file, 'FILE').split('\n').sort()).toEqual([
      'FILE:1:20  network.subnet is not a /24 network such as 10.88.0.0/24',
      'FILE:1:42  network.bridge is not an interface name of at most 15 characters',
      'FILE:3:13  hosts.0.name is not a host name: use a-z, 0-9 and -',
      'FILE:4:26  hosts.1.family must be one of ubuntu-24.04, centos-9, fedora-44',
      'FILE:4:45  hosts.1.address is not an IPv4 address',
      'FILE:4:60  hosts.1.role must be one of control-plane, worker',
      'FILE:4:76  hosts.1.memory is not a size: write 2048Mi or 4Gi',
      'FILE:5:79  hosts.2.colour is not a setting of the lab',
    ]);
  });

  it('is refused where its hosts contradict each other, their network or their family', async () => {
    const text = `hosts:
  - { name: h-1, family: ubuntu-24.04, address: 10.88.0.1, role: control-plane, swap: true }
  - { name: h-1, family: ubuntu-24.04, address: 10.88.0.1, role: worker, swap: true }
  - { name: h-3, family: ubuntu-24.04, address: 10.89.0.2, role: worker, firewalld: on }
  - { name: h-4, family: centos-9, address: 10.88.0.4, role: worker, swap: zram, ufw: on }
`;
    const refusal = readSite(await siteFile(text));
    for (const mistake of [
      ':3:13  hosts.1.name is taken by another host',
      ':3:49  hosts.1.address is taken by another host',
      ':2:49  hosts.0.address is the gateway',
      ':4:49  hosts.2.address is outside of 10.88.0.0/24',
      ':4:85  hosts.2.firewalld is not part of ubuntu-24.04',
      ':5:76  hosts.3.swap is not part of centos-9',
      ':5:87  hosts.3.ufw is not part of centos-9',
      ':2:3  hosts has more than one host with swap',
    ]) {
      await expect(refusal).rejects.toThrow(mistake);
    }
  });

  it('is refused with a position where it is no YAML', async () => {
    await expect(readSite(await siteFile('hosts: [\n'))).rejects.toThrow(/harbour\.yaml:\d+:\d+ {2}\S/);
  });

  it('names its site, so its name must be one', async () => {
    await expect(readSite(await siteFile('hosts: []\n', '.work'))).rejects.toThrow('and .work is no name');
    await expect(readSite('nowhere')).rejects.toThrow(
      'there is no site nowhere: name one of demo, mix-centos, mix-ubuntu, one, pair, or give',
    );
  });
});
