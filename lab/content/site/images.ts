import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { components } from '../components.ts';
import type { ComponentKey, ProgramFolders } from '../components.ts';
import { imageTags } from '../minors.ts';
import type { LabMinor } from '../minors.ts';
import type { Stage } from '../progress.ts';
import { busyboxLayer, debianLayer, firewallToolsLayer } from './base-layers.ts';
import type { LayerPlace } from './base-layers.ts';
import { storeImage, storeTree } from './oci-image.ts';
import type { Image } from './oci-image.ts';

type BaseLayer = 'busybox' | 'debian' | 'firewallTools';

interface ImageRecipe extends Omit<Image, 'layers'> {
  /** Names without the upstream registry: hosts reach every registry through this one. */
  readonly names: readonly string[];
  readonly base: readonly BaseLayer[];
  /** Built programs and their paths in the image. */
  readonly programs?: readonly { readonly of: ComponentKey; readonly name: string; readonly path: string }[];
}

function minorImages(it: LabMinor): readonly ImageRecipe[] {
  const tags = imageTags(it);
  const own = (name: string, base: readonly BaseLayer[]): ImageRecipe => ({
    names: [`${name}:v${components[it.kubernetes].version}`],
    base,
    programs: [{ of: it.kubernetes, name, path: `/usr/local/bin/${name}` }],
    command: [name],
  });
  return [
    own('kube-apiserver', []),
    own('kube-controller-manager', []),
    own('kube-scheduler', []),
    own('kube-proxy', ['firewallTools', 'busybox']),
    {
      names: [`etcd:${tags.etcd}`],
      base: [],
      programs: [{ of: it.etcd, name: 'etcd', path: '/usr/local/bin/etcd' }],
      command: ['etcd'],
    },
    {
      // One CoreDNS for all minors, under the tag that each asks for.
      names: [`coredns/coredns:${tags.coredns}`, `coredns:${tags.coredns}`],
      base: [],
      programs: [{ of: 'coredns', name: 'coredns', path: '/coredns' }],
      entrypoint: ['/coredns'],
    },
    {
      names: [`pause:${tags.pause}`],
      base: [],
      programs: [{ of: it.kubernetes, name: 'pause', path: '/pause' }],
      entrypoint: ['/pause'],
      user: '65535:65535',
    },
  ];
}

const commonImages: readonly ImageRecipe[] = [
  {
    names: [`flannel-io/flannel:v${components.flannel.version}`],
    base: ['firewallTools', 'busybox'],
    programs: [
      { of: 'flannel', name: 'flanneld', path: '/opt/bin/flanneld' },
      { of: 'flannel', name: 'install-conf', path: '/opt/bin/install-conf' },
    ],
    entrypoint: ['/opt/bin/flanneld'],
  },
  {
    // The second name is the one that flannel's own manifest of this version asks for.
    names: [`v${components.flannelCni.version}`, 'v1.9.1-flannel3'].map(
      (tag) => `flannel-io/flannel-cni-plugin:${tag}`,
    ),
    base: ['busybox'],
    programs: [{ of: 'flannelCni', name: 'flannel', path: '/flannel' }],
  },
  { names: ['library/busybox:1.37'], base: ['busybox'], command: ['sh'] },
  { names: ['library/debian:trixie'], base: ['debian'], command: ['bash'] },
];

/** The images that kubeadm of those minors, flannel and the verification of a cluster ask for. */
export function imageRecipes(minors: readonly LabMinor[]): readonly ImageRecipe[] {
  return [...minors.flatMap(minorImages), ...commonImages];
}

/** What images are made of. */
export interface ImageParts {
  readonly programs: ProgramFolders;
  readonly minors: readonly LabMinor[];
}

/** Stores all images in the registry folder. */
export async function storeImages(place: LayerPlace, { programs, minors }: ImageParts, stage: Stage): Promise<void> {
  const { registry, work } = place;
  const recipes = imageRecipes(minors);
  await mkdir(registry, { recursive: true });
  stage.detail('shared layers');
  const bases = {
    busybox: await busyboxLayer(place),
    debian: await debianLayer(place),
    firewallTools: await firewallToolsLayer(place),
  };
  for (const [index, recipe] of recipes.entries()) {
    const { names, base, programs: inside = [], ...how } = recipe;
    stage.progress(index, recipes.length, names[0]);
    const layers = base.map((name) => bases[name]);
    if (inside.length > 0) {
      const tree = join(work, 'program');
      for (const { of, name, path } of inside) {
        await mkdir(join(tree, dirname(path)), { recursive: true });
        await copyFile(join(programs(of), name), join(tree, path));
      }
      layers.push(await storeTree(registry, tree));
      await rm(tree, { recursive: true });
    }
    await storeImage(registry, names, { layers, ...how });
  }
}
