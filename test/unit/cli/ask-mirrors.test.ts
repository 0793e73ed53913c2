import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { askMirrors } from '../../../src/cli/ask-mirrors.ts';
import type { Bundle } from '../../../src/model/bundle.ts';
import { spec } from '../../support/fixtures.ts';

const digest = `sha256:${'d'.repeat(64)}`;
const hash = (digit: string): string => digit.repeat(64);

const debPackages = (rows: readonly (readonly [name: string, version: string, sha256: string])[]): string =>
  rows
    .map(
      ([name, version, sha256]) =>
        `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nFilename: ./amd64/${name}_${version}_amd64.deb\nSHA256: ${sha256}\n`,
    )
    .join('\n');

const primary = `<metadata><package type="rpm"><name>kubeadm</name><arch>x86_64</arch>
<version epoch="0" ver="1.30.14" rel="150500.1.1"/><checksum type="sha256" pkgid="YES">${hash('c')}</checksum>
<location href="x86_64/kubeadm-1.30.14.rpm"/></package></metadata>`;

const files: Readonly<Record<string, string | Buffer>> = {
  '/kubernetes/v1.30/deb/Packages': debPackages([
    ['kubeadm', '1.30.4-1.1', hash('a')],
    ['kubeadm', '1.30.14-1.1', hash('b')],
    ['cri-tools', '1.30.0-1.1', hash('1')],
    ['cri-tools', '1.30.10-1.1', hash('2')],
    ['cri-tools', '1.30.9-1.1', hash('3')],
  ]),
  '/kubernetes/v1.30/rpm/repodata/repomd.xml':
    '<repomd><data type="primary"><location href="repodata/1-primary.xml.gz"/></data></repomd>',
  '/kubernetes/v1.30/rpm/repodata/1-primary.xml.gz': gzipSync(primary),
  '/crio/v1.30/deb/Packages': debPackages([['cri-o', '1.30.5-1.1', hash('e')]]),
  '/v2/kube-apiserver/manifests/v1.30.14': '{}',
};

let server: Server | undefined;
afterEach(() => void server?.close());

async function ask(): Promise<Bundle> {
  server = createServer((request, response) => {
    const found = files[request.url ?? ''];
    response.writeHead(found ? 200 : 404, { 'docker-content-digest': digest }).end(found);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { kubernetes, crio } = spec.mirrors;
  const at = (path: string): string => `http://127.0.0.1:${port}/${path}/v{minor}`;
  return askMirrors({
    ...spec,
    mirrors: {
      ...spec.mirrors,
      kubernetes: { ...kubernetes, url: at('kubernetes') },
      crio: { ...crio, url: at('crio') },
      images: Object.fromEntries(
        ['registry.k8s.io', 'ghcr.io', 'docker.io'].map((name) => [
          name,
          { location: `127.0.0.1:${port}`, insecure: true },
        ]),
      ),
    },
  });
}

test('the mirrors tell the newest patch, and files and digests of both formats', async () => {
  const { kubernetes, packages, images } = await ask();
  expect(kubernetes).toBe('1.30.14');
  const named = (name: string) =>
    packages.filter((each) => each.name === name).map(({ file, sha256 }) => [file, sha256]);
  expect(named('kubeadm')).toEqual([
    ['amd64/kubeadm_1.30.14-1.1_amd64.deb', hash('b')],
    ['x86_64/kubeadm-1.30.14.rpm', hash('c')],
  ]);
  expect(named('cri-tools')[0]).toEqual(['amd64/cri-tools_1.30.10-1.1_amd64.deb', hash('2')]);
  expect(images.find(({ image }) => image.includes('kube-apiserver'))).toEqual({
    image: 'registry.k8s.io/kube-apiserver:v1.30.14',
    digest,
  });
});

test('what a mirror does not tell stays unknown, and a note says why', async () => {
  const { packages, images, notes } = await ask();
  expect(packages.find(({ name, sha256 }) => name === 'kubelet' && !sha256)).toMatchObject({ version: '1.30.14' });
  expect(images.find(({ image }) => image.includes('etcd'))).not.toHaveProperty('digest');
  expect(notes.some((note) => /crio\/v1\.30\/rpm.*answers 404/.test(note))).toBe(true);
  expect(notes.some((note) => /etcd:3\.5\.12-0: .*answers 404/.test(note))).toBe(true);
});
