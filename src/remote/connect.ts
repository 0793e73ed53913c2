import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { algorithmsFor } from './algorithms.ts';
import { handshakeFailure } from './connect-error.ts';
import { Connection } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { checkHostKey } from './host-key.ts';
import { hostPattern } from './known-hosts.ts';
import type { Pins } from './known-hosts.ts';
import { openNegotiationLog } from './negotiation-log.ts';

/** Everything one handshake needs. */
export interface Connect {
  /** Name of the host in messages. */
  readonly machine: string;
  readonly address: string;
  readonly port: number;
  readonly credentials: Credentials;
  /** What is pinned for this machine, and the file that says so. */
  readonly pins: Pins;
  readonly knownHosts: string;
  /** Seconds for the handshake and the login. */
  readonly seconds: number;
  /** Seconds between keepalive messages; the connection is given up after three without an answer. */
  readonly keepaliveSeconds: number;
}

/**
 * Logs in over a stream that was opened in this very turn of the event loop, a socket or a channel of a bastion: what
 * happens to it before ssh2 listens would be missed. The stream is destroyed where the login fails.
 */
export function connect(stream: Duplex, about: Connect): Promise<Connection> {
  const { machine, address, port, credentials, pins, knownHosts, seconds, keepaliveSeconds } = about;
  const place = hostPattern(address, port);
  const hostKey = checkHostKey(machine === address ? place : `${machine} (${place})`, knownHosts, pins);
  const negotiation = openNegotiationLog();
  const client = new ssh2.Client();
  let banner = '';

  return new Promise((resolve, reject) => {
    const fail = (error?: Error): void => {
      reject(
        handshakeFailure(error, {
          machine,
          where: `${credentials.username}@${address}:${port}`,
          seconds,
          refusal: hostKey.refusal(),
          negotiation: negotiation.describe(),
          banner,
        }),
      );
      stream.destroy();
    };
    // These listeners stay for good: an `error` that nobody hears would end the process, and some come after `ready`.
    client.on('error', fail);
    client.on('close', () => fail());
    client.on('banner', (text) => (banner = text.trim().slice(0, 300)));
    client.once('ready', () => resolve(new Connection(client, machine)));
    client.connect({
      sock: stream,
      username: credentials.username,
      authHandler: [credentials],
      algorithms: algorithmsFor(pins.types),
      hostVerifier: hostKey.verify,
      debug: negotiation.listen,
      readyTimeout: seconds * 1000,
      keepaliveInterval: keepaliveSeconds * 1000,
      keepaliveCountMax: 3,
    });
  });
}
