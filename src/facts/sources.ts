import type { ClusterSettings } from '../model/cluster.ts';
import { minorOf } from '../model/cluster.ts';
import { kubernetesMinor } from '../model/kubernetes-minors.ts';
import { repositoriesOf } from '../os/family.ts';
import { buildImages } from '../render/images.ts';

/** Base addresses that a build fetches from. */
export interface Sources {
  readonly repositories: readonly string[];
  /** As pulls ask them: `https://HOST/v2/`. */
  readonly registries: readonly string[];
  /** One image of each registry, as pulls name it there. */
  readonly images: readonly ImageThere[];
}

/** An image at the registry it is pulled from. */
export interface ImageThere {
  readonly registry: string;
  readonly name: string;
  /** A tag or a digest. */
  readonly reference: string;
}

/** What a build of that cluster fetches from. */
export function sourcesOf(settings: ClusterSettings): Sources {
  const minor = minorOf(settings.kubernetes.version);
  const coredns = `registry.k8s.io/coredns/coredns:${kubernetesMinor(minor).images.coredns}`;
  const images = [coredns, ...buildImages(settings)].map((image) => imageThere(image, settings));
  const registries = [...new Set(images.map(({ registry }) => registry))];
  return {
    repositories: repositoriesOf(settings, { kubernetes: `${minor}.0`, crio: '' }).map(({ url }) => url),
    registries,
    images: registries.flatMap((registry) => images.find((image) => image.registry === registry) ?? []),
  };
}

/** `image` is fully qualified, with a tag or a digest. */
function imageThere(image: string, { mirrors }: ClusterSettings): ImageThere {
  const [, host = '', path = '', reference = ''] = /^([^/]+)\/([^@:]+)[@:](.+)$/.exec(image) ?? [];
  const mirror = mirrors.images[host];
  const [place = host, ...prefix] = (mirror?.location ?? (host === 'docker.io' ? 'registry-1.docker.io' : host)).split(
    '/',
  );
  return {
    registry: `${mirror?.insecure ? 'http' : 'https'}://${place}/v2/`,
    name: [...prefix, path].join('/'),
    reference: reference.replace(/^.*@/, ''),
  };
}

/** Names, not addresses, of those places. */
export function namesIn(urls: readonly string[]): readonly string[] {
  const names = urls.map((url) => new URL(url).hostname);
  return [...new Set(names)].filter((name) => !/^[\d.]+$|^\[/.test(name));
}
