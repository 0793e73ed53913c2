import { once } from 'node:events';
import { connect } from 'node:net';

/** Milliseconds until the sshd at an address greets, or Infinity when it does not within two seconds. */
export async function greeting(address: string): Promise<number> {
  const since = performance.now();
  const socket = connect({ host: address, port: 22 });
  const giveUp = setTimeout(() => socket.destroy(new Error('no greeting')), 2000);
  try {
    await once(socket, 'data');
    return performance.now() - since;
  } catch {
    return Infinity;
  } finally {
    clearTimeout(giveUp);
    socket.destroy();
  }
}
