import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Where the lab keeps the disks of its hosts: docs/lab.md. */
const disks = '/var/lib/slipway-lab';

/**
 * Whether a firewall keeps this machine, which is no node, from kubelet of a host. It says so or stays silent; a host without one
 * connects, or refuses while kubelet is not there yet.
 */
export async function keptOut(address: string): Promise<boolean> {
  const socket = connect({ host: address, port: 10250, timeout: 3000 });
  socket.on('timeout', () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');
  } finally {
    socket.destroy();
  }
}

/** Throws where ufw of a host is not as it was before a build: on, without a rule that a build added. On the disk, since only root may read it. */
export function checkUfwAsBefore(site: string, host: string): void {
  const read = (name: string): string => readFileSync(join(disks, site, host, 'root/etc/ufw', name), 'utf8');
  if (!read('ufw.conf').includes('ENABLED=yes')) throw new Error(`ufw of ${host} is off`);
  // ufw keeps the comment of a rule as hexadecimal digits.
  const comment = `comment=${Buffer.from('slipway').toString('hex')}`;
  const left = read('user.rules')
    .split('\n')
    .filter((line) => line.includes(comment));
  if (left.length > 0) throw new Error(`ufw of ${host} still has: ${left.join('; ')}`);
}
