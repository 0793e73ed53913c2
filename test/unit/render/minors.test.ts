import { describe, expect, test } from 'vitest';
import { kubernetesMinors } from '../../../src/model/kubernetes-minors.ts';
import { repositoriesOf } from '../../../src/os/family.ts';
import { packageManagers } from '../../../src/os/index.ts';
import { crioDropIn } from '../../../src/render/crio.ts';
import { renderDiscovery, renderKubeadmInit, renderKubeadmJoin } from '../../../src/render/kubeadm.ts';
import { centos, contextFor, ubuntu } from '../../support/fixtures.ts';

const ticket = {
  endpoint: '192.0.2.11:6443',
  token: 'abcdef.0123456789abcdef',
  ca: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
};

describe.each(Object.entries(kubernetesMinors))('Kubernetes %s', (minor, row) => {
  const versions = { kubernetes: row.images.of, crio: `${minor}.0` };
  const controlPlane = { ...contextFor('cp-1', ubuntu), versions };
  const worker = { ...contextFor('w-1', centos), versions };
  const sources = packageManagers.map((packages): [string, string] => [
    `repositories.${packages.id}`,
    repositoriesOf(controlPlane.settings, versions)
      .map((repository) => packages.source(repository))
      .map(({ path, content }) => `# ${path}\n${content}`)
      .join('\n'),
  ]);
  const files: Readonly<Record<string, string>> = {
    'kubeadm-init.yaml': renderKubeadmInit(controlPlane),
    'kubeadm-join.yaml': renderKubeadmJoin(worker, ticket),
    'crio.conf': crioDropIn(versions),
    ...Object.fromEntries(sources),
  };

  test.each(Object.entries(files))('%s is rendered as before', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../../golden/minors/${minor}/${name}`);
  });

  test('no file names a flag or a gate that is no more', () => {
    const named = row.gone.filter((name) => Object.values(files).some((text) => text.includes(name)));
    expect(named).toEqual([]);
    if (!row.userNamespacesGate) expect(Object.values(files).join('')).not.toContain('UserNamespacesSupport');
  });
});

test('a worker finds the cluster by the authority that the control plane’s own files have, as nobody', async () => {
  await expect(renderDiscovery(ticket)).toMatchFileSnapshot('../../golden/discovery.conf');
});
