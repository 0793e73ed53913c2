import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { ledgerProgram } from '../../ledger/ledger-program.ts';
import type { ProgramFolders } from '../components.ts';
import type { DebianSnapshot } from '../debian-snapshot.ts';
import type { LabMinor } from '../minors.ts';
import { runStage } from '../progress.ts';
import type { Reporter } from '../progress.ts';
import { baseRpms } from './base-packages.ts';
import { storeImages } from './images.ts';
import { crioPackages, kubernetesPackages } from './product-packages.ts';
import { sealAptRepository, sealRpmRepository } from './repositories.ts';
import type { RepositorySeal } from './repositories.ts';
import { runtimeBundle } from './runtime-bundle.ts';
import { withSigner } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';
import { writePackages } from './write-packages.ts';

/** What a site is made of. */
export interface SiteIngredients {
  readonly programs: ProgramFolders;
  readonly debian: DebianSnapshot;
  readonly key: SigningKey;
  /** The Kubernetes minors that it serves. */
  readonly minors: readonly LabMinor[];
}

/** Folders of the web root. Those of Kubernetes and CRI-O are named as upstream names them. */
export const siteFolders = {
  kubernetes: ({ minor }: LabMinor) => `kubernetes/core:/stable:/v${minor}`,
  crio: ({ minor }: LabMinor) => `cri-o/stable:/v${minor}`,
  debian: 'debian',
  centos: 'centos/9',
  fedora: 'fedora/44',
};

/** Fills a folder with `web` (signed repositories) and `registry` (images). */
export async function buildSite(folder: string, ingredients: SiteIngredients, report: Reporter): Promise<void> {
  const work = await mkdtemp(join(folder, '.work-'));
  const web = join(folder, 'web');
  try {
    await runStage(report, 'Packages and repositories', async (stage) => {
      stage.detail('packages');
      await writeAllPackages(web, ingredients, work);
      stage.detail('repositories');
      await copyDistribution(join(web, siteFolders.debian), ingredients.debian);
      await withSigner(ingredients.key, (signer) => sealAll(web, ingredients.minors, { key: ingredients.key, signer }));
    });
    const place = { registry: join(folder, 'registry'), work: join(work, 'images'), debian: ingredients.debian };
    await mkdir(place.work);
    await runStage(report, 'Images', (stage) => storeImages(place, ingredients, stage));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeAllPackages(web: string, ingredients: SiteIngredients, work: string): Promise<void> {
  const { programs, debian, key, minors } = ingredients;
  const press = { nfpm: join(programs('nfpm'), 'nfpm'), secretKeyFile: key.secretFile };
  const runtime = await runtimeBundle(debian, join(work, 'runtime'));
  const ledger = await ledgerProgram();
  const architecture = { deb: 'amd64', rpm: 'x86_64' } as const;
  for (const format of ['deb', 'rpm'] as const) {
    const inside = `${format}/${architecture[format]}`;
    const made = { programs, runtime, ledger };
    for (const minor of minors) {
      const kubernetes = { format, folder: join(web, siteFolders.kubernetes(minor), inside) };
      await writePackages(press, kubernetesPackages(format, minor, made), kubernetes);
      const crio = { format, folder: join(web, siteFolders.crio(minor), inside) };
      await writePackages(press, crioPackages(format, made), crio);
    }
  }
  const base = await baseRpms(debian, join(work, 'base'));
  for (const folder of [siteFolders.centos, siteFolders.fedora])
    await writePackages(press, base, { format: 'rpm', folder: join(web, folder, architecture.rpm) });
}

async function copyDistribution(folder: string, debian: DebianSnapshot): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of debian.debsOf(debian.offered))
    await copyFile(file, join(folder, file.slice(dirname(file).length)));
}

async function sealAll(web: string, minors: readonly LabMinor[], seal: RepositorySeal): Promise<void> {
  for (const minor of minors) {
    await sealAptRepository(join(web, siteFolders.kubernetes(minor), 'deb'), 'kubernetes', seal);
    await sealAptRepository(join(web, siteFolders.crio(minor), 'deb'), 'cri-o', seal);
    await sealRpmRepository(join(web, siteFolders.kubernetes(minor), 'rpm'), seal);
    await sealRpmRepository(join(web, siteFolders.crio(minor), 'rpm'), seal);
  }
  await sealAptRepository(join(web, siteFolders.debian), 'debian', seal);
  await sealRpmRepository(join(web, siteFolders.centos), seal);
  await sealRpmRepository(join(web, siteFolders.fedora), seal);
}
