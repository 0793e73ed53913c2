import { once } from 'node:events';
import { connect } from 'node:net';

/** Milliseconds until the sshd at an address greets, or Infinity when it does not within so many seconds. */
export async function greeting(address: string, seconds: number): Promise<number> {
  const since = performance.now();
  const socket = connect({ host: address, port: 22 });
  const giveUp = setTimeout(() => socket.destroy(new Error('no greeting')), seconds * 1000);
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

/** Whether the sshd at an address greets, on a machine that may have much else to do. */
export async function greets(address: string): Promise<boolean> {
  return (await greeting(address, 30)) < Infinity;
}

/** Whether the sshd at an address is silent for as long as one that runs never is. */
export async function isSilent(address: string): Promise<boolean> {
  return (await greeting(address, 2)) === Infinity;
}
