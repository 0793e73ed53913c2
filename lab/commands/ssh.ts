import { join } from 'node:path';

import { findHost } from '../hosts/running.ts';
import { attached } from './attached.ts';

/** The command line of `ssh` to a host, as the site's login user. */
export async function sshArguments(name: string, command: readonly string[]): Promise<readonly string[]> {
  const { site, host, output } = await findHost(name);
  const options = {
    UserKnownHostsFile: join(output, 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
    IdentitiesOnly: 'yes',
    StrictHostKeyChecking: 'yes',
    // What OpenSSH prefers holds against quantum computers, and costs a seventh of a second of processor time on every login.
    KexAlgorithms: 'curve25519-sha256',
    LogLevel: 'ERROR',
  };
  const flags = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const target = `${site.login.user}@${host.address}`;
  return ['-F', 'none', '-i', join(output, 'id_ed25519'), ...flags, target, ...command];
}

/** Opens a shell on a host, or runs a command there, as the site's login user; ends with the command's exit code. */
export async function ssh(name: string, command: readonly string[]): Promise<void> {
  await attached('ssh', await sshArguments(name, command));
}
