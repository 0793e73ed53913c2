import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { ensureContent, hasContent, neededToBuild } from '../content/content.ts';
import type { SiteContent } from '../content/content.ts';
import { versionsOf } from '../content/minors.ts';
import { createReporter, runStage } from '../content/progress.ts';
import type { Reporter } from '../content/progress.ts';
import { bootHost } from '../hosts/boot-host.ts';
import { clusterSpec } from '../hosts/cluster-spec.ts';
import { withLock } from '../hosts/lock.ts';
import { checkRoom, ensureHierarchies } from '../hosts/machine.ts';
import { checkNetwork, ensureBridge } from '../hosts/network.ts';
import { ensureRoots } from '../hosts/root.ts';
import { recordSite } from '../hosts/running.ts';
import { settleOutput } from '../hosts/settle.ts';
import { ensureAccess, writeKnownHosts } from '../hosts/site-access.ts';
import type { Access } from '../hosts/site-access.ts';
import { ensureServer, serverAddresses } from '../hosts/site-server.ts';
import { rememberSwaps } from '../hosts/swaps.ts';
import { adjustSysctls } from '../hosts/sysctls.ts';
import { asWork } from '../hosts/work.ts';
import { checkZram } from '../hosts/zram.ts';
import { LabError } from '../lab-error.ts';
import { ensurePrerequisites } from '../prerequisites.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { readSite } from '../site.ts';

/** What `up` may be told. */
export interface UpOptions {
  /** Only these hosts, by name and separated by commas. */
  readonly hosts?: string;
  /** Folder for keys, known hosts and the cluster spec. */
  readonly output?: string;
}

/** GiB of the disks of a site with a cluster on it. */
const neededToBoot = 5;

/** Brings a site up: what is up already stays as it is, and what is missing is added. */
export async function up(nameOrPath: string, options: UpOptions): Promise<void> {
  const site = await readSite(nameOrPath);
  const hosts = chosenHosts(site, options.hosts);
  await checkRoom((await hasContent([site.kubernetes])) ? neededToBoot : neededToBuild);
  const report = createReporter();
  try {
    const wanted = options.output === undefined ? undefined : resolve(options.output);
    await withLock(report, () => asWork(() => bringUp({ site, hosts, wanted }, report)));
  } finally {
    report.close();
  }
}

function chosenHosts(site: Site, names?: string): readonly SiteHost[] {
  if (names === undefined) return site.hosts;
  return names.split(',').map((name) => {
    const host = site.hosts.find((candidate) => candidate.name === name);
    if (host) return host;
    throw new LabError(`${site.name} has no host ${name}: it has ${site.hosts.map((each) => each.name).join(', ')}`);
  });
}

interface Wanted {
  readonly site: Site;
  readonly hosts: readonly SiteHost[];
  /** The output folder where one was named. */
  readonly wanted: string | undefined;
}

async function bringUp({ site, hosts, wanted }: Wanted, report: Reporter): Promise<void> {
  await ensurePrerequisites(report);
  await checkNetwork(site);
  await checkZram(site);
  const output = await settleOutput(site, wanted);
  const [content, roots] = await Promise.all([
    ensureContent([site.kubernetes], report),
    ensureRoots(
      hosts.map(({ family }) => family),
      report,
    ),
  ]);
  await rememberSwaps();
  await adjustSysctls();
  await ensureHierarchies();
  await ensureBridge(site);
  await recordSite({ site, output, kubectl: content.kubectl(site.kubernetes) });
  const access = await ensureAccess(site, output);
  await writeOutput(site, { content, access, output });
  await allOf([
    ensureServer(site, content),
    ...hosts.map((host) => {
      const parts = { site, host, content, access, rootTar: roots.get(host.family) ?? '' };
      return runStage(report, `${host.name} (${host.family}, ${host.address})`, (stage) => bootHost(parts, stage));
    }),
  ]);
}

/** Waits for all, so that nothing goes on behind a failure, and then throws the first one. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Output {
  readonly content: SiteContent;
  readonly access: Access;
  readonly output: string;
}

async function writeOutput(site: Site, { content, access, output }: Output): Promise<void> {
  await writeKnownHosts(site, access);
  const mirrors = { ...serverAddresses(site), keyFingerprint: content.key.fingerprint };
  const description = { ...site, mirrors, versions: versionsOf(site.kubernetes) };
  await writeFile(join(output, 'site.json'), `${JSON.stringify(description, null, 2)}\n`);
  await writeFile(join(output, 'cluster.yaml'), clusterSpec(site, content.key));
}
