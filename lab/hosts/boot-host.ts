import type { SiteContent } from '../content/content.ts';
import type { Stage } from '../content/progress.ts';
import type { Site, SiteHost } from '../site-shape.ts';
import { ensureDisk } from './disk.ts';
import { isFrozen } from './groups.ts';
import { answers, isCut, switchOn } from './power.ts';
import type { Access } from './site-access.ts';
import { serverAddresses } from './site-server.ts';

/** What a host is made of. */
export interface HostParts {
  readonly site: Site;
  readonly host: SiteHost;
  readonly content: SiteContent;
  readonly access: Access;
  readonly rootTar: string;
}

/** Gives a host a disk unless it has one, switches it on unless it is, and waits until it answers. */
export async function bootHost({ site, host, content, access, rootTar }: HostParts, stage: Stage): Promise<void> {
  stage.detail('disk');
  const mirror = { url: serverAddresses(site).web, keyFile: content.key.file, baseRpm: content.labBaseRpm };
  await ensureDisk({ site, host, rootTar, access, mirror });
  stage.detail('booting');
  await switchOn(site, host);
  // A host that somebody has frozen or cut off stays so, and cannot answer.
  if (!isFrozen(site.name, host.name) && !isCut(site.name, host.name)) await answers(site.name, host);
}
