import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { runProgram } from '../run-program.ts';

/** A stored piece of content: what manifests say about it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** How an image runs, and its layers from the lowest. */
export interface Image {
  readonly layers: readonly Descriptor[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
}

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
// Not compressed: unpacking dominates a build on two cores, and the registry is a network away of nothing.
const layerType = 'application/vnd.oci.image.layer.v1.tar';
const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where a registry folder keeps content by digest. */
export function blobPath(registry: string, digest: string): string {
  return join(registry, 'blobs', digest.replace(':', '/'));
}

/** Where a registry folder keeps the manifest of a name: the digest, in a file named after the tag. */
export function tagPath(registry: string, repository: string, tag: string): string {
  return join(registry, 'tags', repository, tag);
}

/** Stores a folder's content as a layer; its files belong to root and carry no times, so equal trees are equal layers. */
export async function storeTree(registry: string, tree: string): Promise<Descriptor> {
  const tar = join(registry, `.layer-${process.pid}-${createHash('sha1').update(tree).digest('hex')}`);
  const plain = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=posix'];
  const noTimes = '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime';
  await mkdir(registry, { recursive: true });
  await runProgram('tar', [...plain, noTimes, '-C', tree, '-cf', tar, '.']);
  return storeTar(registry, tar);
}

/** Moves a tar into the store as a layer. */
export async function storeTar(registry: string, tar: string): Promise<Descriptor> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(tar, { highWaterMark: 1 << 20 }), hash);
  const { size } = await stat(tar);
  const descriptor = { mediaType: layerType, digest: `sha256:${hash.digest('hex')}`, size };
  const path = blobPath(registry, descriptor.digest);
  await mkdir(dirname(path), { recursive: true });
  await rename(tar, path);
  return descriptor;
}

/** Stores an image under its names, each `repository:tag`; gives the digest of its manifest. */
export async function storeImage(registry: string, names: readonly string[], image: Image): Promise<string> {
  const config = await storeJson(registry, configType, imageConfig(image));
  const manifest = await storeJson(registry, manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config,
    layers: image.layers,
  });
  for (const name of names) {
    const colon = name.lastIndexOf(':');
    const path = tagPath(registry, name.slice(0, colon), name.slice(colon + 1));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, manifest.digest);
  }
  return manifest.digest;
}

/** The image's configuration. A layer's digest is also its diff id, as layers are not compressed. */
export function imageConfig(image: Image): object {
  return {
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: [searchPath],
      ...(image.entrypoint && { Entrypoint: image.entrypoint }),
      ...(image.command && { Cmd: image.command }),
      ...(image.user && { User: image.user }),
    },
    rootfs: { type: 'layers', diff_ids: image.layers.map((layer) => layer.digest) },
  };
}

async function storeJson(registry: string, mediaType: string, value: object): Promise<Descriptor> {
  const content = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const path = blobPath(registry, digest);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return { mediaType, digest, size: content.length };
}
