import { join } from 'node:path';

import { findHost } from '../hosts/running.ts';
import { attached } from './attached.ts';

/** Opens a shell on a host, or runs a command there, as the site's login user; ends with the command's exit code. */
export async function ssh(name: string, command: readonly string[]): Promise<void> {
  const { site, host, output } = await findHost(name);
  const options = {
    UserKnownHostsFile: join(output, 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
    IdentitiesOnly: 'yes',
    StrictHostKeyChecking: 'yes',
    LogLevel: 'ERROR',
  };
  const flags = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const target = `${site.login.user}@${host.address}`;
  await attached('ssh', ['-F', 'none', '-i', join(output, 'id_ed25519'), ...flags, target, ...command]);
}
