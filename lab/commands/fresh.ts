import { ensureContent } from '../content/content.ts';
import { createReporter, runStage } from '../content/progress.ts';
import { bootHost } from '../hosts/boot-host.ts';
import { discardDisk } from '../hosts/disk.ts';
import { withLock } from '../hosts/lock.ts';
import { cutPower } from '../hosts/power.ts';
import { ensureRoot } from '../hosts/root.ts';
import { findHost } from '../hosts/running.ts';
import { discardHostKey, ensureAccess } from '../hosts/site-access.ts';
import { asWork } from '../hosts/work.ts';
import { ensurePrerequisites } from '../prerequisites.ts';

/** What `fresh` may be told. */
export interface FreshOptions {
  /** Throw the SSH host key away too, and leave known_hosts as it is: the host is then a stranger. */
  readonly newHostKey?: boolean;
}

/** Throws a host's disk away and boots it with a blank one; its address stays, and its SSH key unless told otherwise. */
export async function fresh(name: string, { newHostKey = false }: FreshOptions): Promise<void> {
  const report = createReporter();
  const { site, host, output } = await findHost(name);
  const renew = async (): Promise<void> => {
    await ensurePrerequisites(report);
    const [content, rootTar] = await Promise.all([
      ensureContent([site.kubernetes], report),
      ensureRoot(host.family, report),
    ]);
    await cutPower(site.name, host.name);
    await discardDisk(site.name, host.name);
    if (newHostKey) await discardHostKey(site.name, host.name);
    const parts = { site, host, content, rootTar, access: await ensureAccess(site, output) };
    await runStage(report, `${name} with a blank disk`, (stage) => bootHost(parts, stage));
  };
  try {
    await withLock(report, () => asWork(renew));
  } finally {
    report.close();
  }
}
