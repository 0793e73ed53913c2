import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ledgerSource } from '../ledger/ledger-program.ts';
import { labSource } from '../paths.ts';
import { requireGo } from '../prerequisites.ts';
import { componentFolder } from './build-component.ts';
import { buildComponents } from './build-components.ts';
import { cachedFolder, cacheRoot, folderParts, keepNewest, recipeHash } from './cache.ts';
import { components, kubeadms } from './components.ts';
import type { Component, ProgramFolders } from './components.ts';
import { debianSnapshot, debianSnapshotFolder } from './debian-snapshot.ts';
import { allMinors, componentsOf, imageTags, labMinors } from './minors.ts';
import type { LabMinorName } from './minors.ts';
import { runStage } from './progress.ts';
import type { Reporter } from './progress.ts';
import { labBaseFile } from './site/base-packages.ts';
import { buildSite, siteFolders } from './site/build-site.ts';
import { packageFilesFolder } from './site/product-packages.ts';
import { signingKey } from './site/signing-key.ts';

/** What a site server offers, as folders of the cache. */
export interface SiteContent {
  /** Served at port 8081: signed apt and dnf repositories. */
  readonly webRoot: string;
  /** Served at port 5000 as a registry. */
  readonly registryRoot: string;
  /** The public key that signs packages and repositories, armored, and its fingerprint (40 hex digits). */
  readonly key: { readonly file: string; readonly fingerprint: string };
  /** The kubectl of a minor. */
  readonly kubectl: (minor: LabMinorName) => string;
  /** The rpm that provides the names of what a host of the RPM family has from the start. */
  readonly labBaseRpm: string;
}

const siteRecipe = labSource('content/site/');

/** GiB that a build from nothing takes: Go's own caches with 21, the programs with 2. */
export const neededToBuild = 25;

/** Whether the cache has all that a site of those minors serves, so that `ensureContent` takes no time and no room. */
export async function hasContent(minors: readonly LabMinorName[]): Promise<boolean> {
  return existsSync((await siteFor(minors)).site);
}

/** The site of all minors where the cache has it, else the one of these alone. */
async function siteFor(minors: readonly LabMinorName[]) {
  const whole = await siteFolder(allMinors);
  if (existsSync(whole)) return { served: allMinors, site: whole };
  return { served: minors, site: await siteFolder(minors) };
}

/**
 * Gives what a site of those minors serves, and of all of them where the cache has that; builds what the cache lacks, in 15 minutes or
 * more from nothing, else in well under a second.
 */
export async function ensureContent(minors: readonly LabMinorName[], report: Reporter): Promise<SiteContent> {
  const programs = await programFolders();
  const { served, site } = await siteFor(minors);
  if (!existsSync(site)) {
    await requireGo();
    // Compiling is the processors' work and packages are the network's, so the two overlap.
    const [, debian] = await Promise.all([
      buildComponents(rowsOf(served), report),
      runStage(report, 'Debian packages', (stage) => debianSnapshot(stage)),
    ]);
    const key = await signingKey();
    const ingredients = { programs, debian, key, minors: served.map((name) => labMinors[name]) };
    await cachedFolder(site, (draft) => buildSite(draft, ingredients, report));
    // A server that runs may still serve an older site, or one of other minors.
    await keepNewest(site, 2);
  }
  const key = await signingKey();
  const webRoot = join(site, 'web');
  return {
    webRoot,
    registryRoot: join(site, 'registry'),
    key: { file: key.publicFile, fingerprint: key.fingerprint },
    kubectl: (minor) => join(programs(labMinors[minor].kubernetes), 'kubectl'),
    labBaseRpm: join(webRoot, siteFolders.centos, 'x86_64', labBaseFile),
  };
}

async function programFolders(): Promise<ProgramFolders> {
  const rows = Object.entries(components).map(async ([key, component]): Promise<[string, string]> => [
    key,
    await componentFolder(component),
  ]);
  const folders: ReadonlyMap<string, string> = new Map(await Promise.all(rows));
  return (component) => folders.get(component) ?? '';
}

function rowsOf(served: readonly LabMinorName[]): readonly Component[] {
  return componentsOf(served).map((key) => components[key]);
}

async function siteFolder(served: readonly LabMinorName[]): Promise<string> {
  const folders = [...(await Promise.all(rowsOf(served).map(componentFolder))), debianSnapshotFolder()];
  const made = folders.map((folder) => folder.slice(cacheRoot().length));
  const minors = served.map((name) => JSON.stringify([labMinors[name], imageTags(labMinors[name])]));
  const parts = [
    ...made,
    ...minors,
    ...(await folderParts(siteRecipe)),
    ...(await folderParts(packageFilesFolder)),
    await readFile(ledgerSource),
  ];
  return join(cacheRoot(), 'site', recipeHash(parts));
}

/** Gives the path of kubeadm of a minor, or of all those there are; builds what the cache lacks. */
export async function ensureKubeadms(report: Reporter): Promise<ReadonlyMap<string, string>> {
  const whole = Object.values(labMinors).map(({ minor, kubernetes }): [string, Component] => [
    minor,
    components[kubernetes],
  ]);
  const rows = [...whole, ...Object.entries(kubeadms)];
  await buildComponents(
    rows.map(([, component]) => component),
    report,
  );
  const paths = rows.map(async ([minor, component]): Promise<[string, string]> => [
    minor,
    join(await componentFolder(component), 'kubeadm'),
  ]);
  return new Map(await Promise.all(paths));
}
