import { join } from 'node:path';

import { hostInit } from '../hosts/groups.ts';
import { findHost } from '../hosts/running.ts';
import { hostDisk } from '../paths.ts';
import { attached } from './attached.ts';

/** Shows a host's journal, with journalctl's own options. Of a host that is off, the journal on its disk. */
export async function logs(name: string, options: readonly string[]): Promise<void> {
  const { site, host } = await findHost(name);
  const init = hostInit(site.name, host.name);
  const journalctl = ['journalctl', '--no-pager', ...options];
  if (init !== undefined) return attached('nsenter', ['--target', `${init}`, '--all', ...journalctl]);
  const root = join(hostDisk(site.name, host.name), 'root');
  await attached('chroot', [root, ...journalctl, '--directory=/var/log/journal']);
}
