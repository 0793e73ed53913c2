import { stringify } from 'yaml';

import type { SiteContent } from '../content/content.ts';
import { versionsOf } from '../content/minors.ts';
import type { LabMinorName } from '../content/minors.ts';
import type { Site } from '../site-shape.ts';
import { serverAddresses } from './site-server.ts';

/** Checks of kubeadm that this kind of machine fails, by minor, each with its reason. */
const ignored: Readonly<Record<LabMinorName, string>> = {
  '1.30': 'HTTPProxyCIDR # Kubernetes 1.30 built by a newer Go, whose URL parser refuses what this check gives it',
  '1.34': 'SystemVerification # it wants cgroup v2; the hosts have the machine’s cgroup v1, which kubelet still takes',
};

/**
 * The site's spec for Slipway, as its operator would write it: everything that the product must know about this kind of
 * machine is said here, so that the product needs no branch for it.
 */
export function clusterSpec(site: Site, key: SiteContent['key']): string {
  const { web, registry } = serverAddresses(site);
  const hosts = site.hosts.map(
    ({ name, address, role }) => `    - { name: ${scalar(name)}, address: ${address}, role: ${role} }`,
  );
  const sudo = site.login.sudo === 'password' ? ['    sudo: { password: { file: ./sudo_password } }'] : [];
  return [
    'apiVersion: slipway.dev/v1alpha1',
    'kind: Cluster',
    `metadata: { name: ${scalar(site.name)} }`,
    'spec:',
    '  kubernetes:',
    `    version: "${site.kubernetes}"`,
    '    # Only what this kind of machine needs:',
    '    ignorePreflightErrors:',
    `      - ${ignored[site.kubernetes]}`,
    '    # conntrack limits belong to the machine; a host may not write them.',
    '    kubeProxy: { conntrack: { maxPerCore: 0, min: 0 } }',
    '    # All hosts share the disk of the machine, so a share of it says nothing about a host.',
    '    kubelet:',
    '      evictionHard: { memory.available: 100Mi, nodefs.available: 1Gi, imagefs.available: 1Gi }',
    '      imageGCHighThresholdPercent: 100',
    '  userNamespaces: { firstId: 589824, podsPerNode: 110 }',
    '  network:',
    '    pods: 10.244.0.0/16',
    '    services: 10.96.0.0/16',
    `    cni: { name: flannel, version: v${versionsOf(site.kubernetes).flannel} }`,
    '  ssh:',
    `    user: ${scalar(site.login.user)}`,
    '    key: { file: ./id_ed25519 }',
    '    knownHosts: ./known_hosts',
    ...sudo,
    '  mirrors:',
    '    kubernetes:',
    `      url: "${web}/kubernetes/core:/stable:/v{minor}"`,
    `      fingerprint: "${key.fingerprint}"`,
    '    crio:',
    `      url: "${web}/cri-o/stable:/v{minor}"`,
    `      fingerprint: "${key.fingerprint}"`,
    '    images:',
    ...['registry.k8s.io', 'docker.io', 'ghcr.io'].map(
      (name) => `      ${name}: { location: "${registry}", insecure: true }`,
    ),
    '  hosts:',
    ...hosts,
    '',
  ].join('\n');
}

/** A name as YAML, quoted where it would read as something else: hosts may be called `1`, `null` or `off`. */
function scalar(name: string): string {
  return stringify(name).trimEnd();
}
