import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerWords } from '../../../src/facts/layer-words.ts';
import { lines, sh } from '../../../src/shell/sh.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const index = {
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [
    { digest: digest('a'), size: 480, platform: { architecture: 's390x', os: 'linux' } },
    { digest: digest('b'), size: 481, platform: { architecture: 'amd64', os: 'linux' } },
    { digest: digest('c'), size: 482, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
  ],
};
const manifest = {
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 7023, digest: digest('d') },
  layers: [
    { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest('e'), size: 999_999 },
    { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest('f'), size: 30_000_000 },
  ],
};
const small = { ...manifest, layers: manifest.layers.slice(0, 1) };
const documents: Readonly<Record<string, object>> = {
  '/v2/library/debian/manifests/trixie': index,
  [`/v2/library/debian/manifests/${digest('b')}`]: manifest,
  [`/v2/library/debian/manifests/${digest('c')}`]: manifest,
  '/v2/flat/manifests/1': manifest,
  '/v2/small/manifests/1': small,
};

/** As a registry of public images: `library` wants a token that anybody gets. */
let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    if (url.startsWith('/token?')) {
      const { searchParams } = new URL(url, base);
      const granted =
        searchParams.get('service') === 'the registry' &&
        searchParams.get('scope') === 'repository:library/debian:pull';
      return response.writeHead(granted ? 200 : 400).end(JSON.stringify({ token: 'for-everybody', expires_in: 300 }));
    }
    const document = documents[url];
    if (url.includes('/library/') && headers.authorization !== 'Bearer for-everybody') {
      const challenge = `Bearer realm="${base}/token",service="the registry",scope="repository:library/debian:pull"`;
      return response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
    }
    return response.writeHead(document ? 200 : 404).end(JSON.stringify(document, null, 2));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  base = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

/** The layer that would be read, or nothing. */
async function layerOf(name: string, reference: string): Promise<string> {
  const url = `${base}/v2/${name}`;
  const ask = sh`token=$(token_of ${url} ${reference}); layer_of ${url} ${reference} || true`;
  const { stdout } = await promisify(execFile)('sh', ['-c', lines(layerWords, ask).text]);
  return stdout.trim();
}

test('of an image for several kinds of machines the largest layer of this kind is found, with a token for everybody', async () => {
  await expect(layerOf('library/debian', 'trixie')).resolves.toBe(digest('f'));
});

test('an image of one kind needs no second look, and no token where none is asked for', async () => {
  await expect(layerOf('flat', '1')).resolves.toBe(digest('f'));
});

test('an image that is not there, or has only small layers, tells nothing about speed', async () => {
  await expect(layerOf('flat', 'gone')).resolves.toBe('');
  await expect(layerOf('small', '1')).resolves.toBe('');
});
