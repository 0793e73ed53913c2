import { expect, test } from 'vitest';
import { hostWarnings } from '../../../src/phases/host-warnings.ts';
import { centos, fedora, ubuntu } from '../../support/fixtures.ts';

test('a host as its system ships it is nothing to warn of', () => {
  for (const facts of [ubuntu, centos, fedora]) expect(hostWarnings(facts)).toEqual([]);
});

test('what its system usually has and it has not, is told', () => {
  expect(hostWarnings({ ...fedora, selinux: 'permissive' })).toEqual([
    'SELinux is permissive, which Fedora Linux 44 (Server Edition) has enforcing: user namespaces are all that confines pods',
  ]);
  expect(hostWarnings({ ...ubuntu, apparmor: false })).toEqual([
    'AppArmor is off, which Ubuntu 24.04.1 LTS has on: user namespaces are all that confines pods',
  ]);
});

test('what nothing on the host could try is told, and left to the proof', () => {
  expect(
    hostWarnings({
      ...ubuntu,
      idmap: { tmpfs: 'unknown', '/var/lib/kubelet': 'unknown', '/var/lib/containers': 'yes' },
    }),
  ).toEqual(['nothing here can try idmapped mounts on tmpfs, /var/lib/kubelet: the proof will tell']);
});

test('name servers that are missing or too many are told', () => {
  expect(hostWarnings({ ...centos, nameservers: [] })).toEqual([
    '/etc/resolv.conf names no server: pods will not resolve names outside the cluster',
  ]);
  expect(hostWarnings({ ...ubuntu, nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] })).toEqual([
    '/run/systemd/resolve/resolv.conf names 4 servers; kubelet gives pods the first three',
  ]);
});

test('a system that is only like a known one is told', () => {
  const os = { id: 'linuxmint', like: ['ubuntu'], version: '22', name: 'Linux Mint 22' };
  expect(hostWarnings({ ...ubuntu, os })).toEqual([
    'Linux Mint 22 is not known; it says that it is like ubuntu, and is treated as Ubuntu',
  ]);
});
