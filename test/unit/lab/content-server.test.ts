import { describe, expect, it } from 'vitest';

import { filePath } from '../../../lab/content/serve-files.ts';
import { registryRequest } from '../../../lab/content/serve-registry.ts';
import { labMinors } from '../../../lab/content/minors.ts';
import { imageRecipes } from '../../../lab/content/site/images.ts';
import { blobPath, imageConfig, tagPath } from '../../../lab/content/site/oci-image.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('the web server', () => {
  it.each([
    ['/debian/InRelease', '/web/debian/InRelease'],
    ['/kubernetes/core:/stable:/v1.30/deb/Packages?x=1', '/web/kubernetes/core:/stable:/v1.30/deb/Packages'],
    ['/a%2Bb.deb', '/web/a+b.deb'],
    ['/../../etc/passwd', '/web/etc/passwd'],
    ['/%2e%2e/%2e%2e/etc/passwd', '/web/etc/passwd'],
    ['/%zz', undefined],
    ['/a%00b', undefined],
    ['*', undefined],
  ])('reads %s as %s', (address, path) => {
    expect(filePath('/web', address)).toBe(path);
  });
});

describe('the registry', () => {
  it.each([
    ['/v2/', { kind: 'version' }],
    ['/v2/pause/manifests/3.9', { kind: 'manifest', repository: 'pause', reference: '3.9' }],
    [
      '/v2/flannel-io/flannel/manifests/v0.28.9?ns=ghcr.io',
      { kind: 'manifest', repository: 'flannel-io/flannel', reference: 'v0.28.9' },
    ],
    [`/v2/pause/manifests/${digest}`, { kind: 'manifest', repository: 'pause', reference: digest }],
    [`/v2/library/debian/blobs/${digest}`, { kind: 'blob', digest }],
    ['/v2/pause/manifests/..', undefined],
    ['/v2/../manifests/x', undefined],
    ['/v2/pause/blobs/sha256:12', undefined],
    ['/v2/pause/tags/list', undefined],
    ['/', undefined],
  ])('reads %s', (address, request) => {
    expect(registryRequest(address)).toEqual(request);
  });

  it('keeps content by digest and names by tag', () => {
    expect(blobPath('/r', digest)).toBe(`/r/blobs/sha256/${'0a'.repeat(32)}`);
    expect(tagPath('/r', 'library/debian', 'trixie')).toBe('/r/tags/library/debian/trixie');
  });
});

describe('images', () => {
  it('are those that kubeadm 1.30, flannel and the verification ask for', () => {
    const names = imageRecipes(Object.values(labMinors)).flatMap((recipe) => recipe.names);
    for (const name of [
      'kube-apiserver:v1.30.4',
      'kube-controller-manager:v1.30.4',
      'kube-scheduler:v1.30.4',
      'kube-proxy:v1.30.4',
      'coredns/coredns:v1.11.1',
      'pause:3.9',
      'etcd:3.5.12-0',
      'flannel-io/flannel:v0.28.9',
      'flannel-io/flannel-cni-plugin:v1.9.1-flannel3',
      'library/debian:trixie',
      'library/busybox:1.37',
    ]) {
      expect(names).toContain(name);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('say how they run, and name their layers by what is in them', () => {
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: 1 };
    expect(imageConfig({ layers: [layer], entrypoint: ['/pause'], user: '65535:65535' })).toEqual({
      architecture: 'amd64',
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Entrypoint: ['/pause'],
        User: '65535:65535',
      },
      rootfs: { type: 'layers', diff_ids: [digest] },
    });
  });
});
