import type { Bundle, BundleImage, BundlePackage } from '../model/bundle.ts';
import { settingsOf } from '../model/cluster.ts';
import type { ClusterSpec, ImageMirror } from '../model/cluster.ts';
import { bundleOf } from '../phases/bundle.ts';
import { chooseVersions } from '../phases/versions.ts';
import { debIndex, primaryOf, rpmIndex } from './package-index.ts';
import type { IndexedPackage } from './package-index.ts';

const seconds = 60;

/** Architectures that Slipway builds on, as the two formats call them. */
const architectures = new Set(['amd64', 'arm64', 'x86_64', 'aarch64', 'all', 'noarch']);

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * The list with what the mirrors themselves say: exact versions, files, digests. What does not answer stays unknown, and
 * a note says why. Errors: `package-missing` where the mirror lacks the version asked for.
 */
export async function askMirrors(spec: ClusterSpec): Promise<Bundle> {
  const offline = bundleOf(spec);
  const notes: string[] = [];
  const repositories = [...new Set(offline.packages.map(({ repository }) => repository))];
  const indexes = new Map<string, readonly IndexedPackage[]>();
  for (const repository of repositories) {
    const found = await indexOf(repository).catch(
      (error: unknown) => void notes.push(`${repository}: ${reason(error)}`),
    );
    if (found) indexes.set(repository, found);
  }
  const lines = [...indexes]
    .filter(([repository]) => repository.endsWith('/deb'))
    .flatMap(([, index]) => index.map(({ name, version }) => `${name}\t${version}`));
  const exact = lines.length > 0 ? chooseVersions(settingsOf(spec), lines.join('\n')) : undefined;
  const bundle = bundleOf(spec, exact);
  const images = await Promise.all(
    bundle.images.map((image) =>
      digestOf(image, spec.mirrors.images).catch((error: unknown) => {
        notes.push(`${image.image}: ${reason(error)}`);
        return image;
      }),
    ),
  );
  const packages = bundle.packages.flatMap((wanted) => filesOf(wanted, indexes.get(wanted.repository)));
  return { ...bundle, packages, images, notes: [...notes, ...bundle.notes] };
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(seconds * 1000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function indexOf(repository: string): Promise<readonly IndexedPackage[]> {
  if (repository.endsWith('/deb')) return debIndex(await (await ask(`${repository}/Packages`)).text());
  const primary = primaryOf(await (await ask(`${repository}/repodata/repomd.xml`)).text());
  if (!primary?.endsWith('.gz')) throw new Error(`its list of packages is ${primary ?? 'missing'}, not gzip`);
  return rpmIndex(Buffer.from(await (await ask(`${repository}/${primary}`)).arrayBuffer()));
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The files of a package in its version, one per architecture; of a package that is not pinned, the newest. */
function filesOf(wanted: BundlePackage, index: readonly IndexedPackage[] | undefined): readonly BundlePackage[] {
  const named = (index ?? []).filter(
    ({ name, architecture }) => name === wanted.name && architectures.has(architecture),
  );
  const newest = named
    .map(({ version }) => version)
    .toSorted(byNumber)
    .at(-1);
  const version = wanted.version === '*' ? newest : wanted.version;
  const fitting = named.filter((found) => found.version === version);
  if (fitting.length === 0) return [wanted];
  return fitting.map((found) => ({ ...found, repository: wanted.repository }));
}

/** The digest of an image where it will be pulled from: at its registry, or at the mirror of that. */
async function digestOf({ image }: BundleImage, mirrors: Readonly<Record<string, ImageMirror>>): Promise<BundleImage> {
  const slash = image.indexOf('/');
  const colon = image.lastIndexOf(':');
  const registry = image.slice(0, slash);
  const mirror = mirrors[registry];
  const [host = '', ...below] = (
    mirror?.location ?? (registry === 'docker.io' ? 'registry-1.docker.io' : registry)
  ).split('/');
  const path = [...below, image.slice(slash + 1, colon)].join('/');
  const scheme = mirror?.insecure ? 'http' : 'https';
  const url = `${scheme}://${host}/v2/${path}/manifests/${image.slice(colon + 1)}`;
  const digest = (await ask(url, { method: 'HEAD', headers: { accept: manifestTypes } })).headers.get(
    'docker-content-digest',
  );
  return digest ? { image, digest } : { image };
}
