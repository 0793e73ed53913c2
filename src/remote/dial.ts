import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ConnectError } from './connect-error.ts';
import { errorField } from './error-facts.ts';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to its network',
  ETIMEDOUT: 'there was no answer',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name server does not answer',
};

/** Where a TCP connection goes and how long it may take. */
export interface Dial {
  /** Name of the host in messages. */
  readonly machine: string;
  readonly address: string;
  readonly port: number;
  readonly seconds: number;
}

/** A TCP connection without Nagle's algorithm, which would cost 40 ms per command. `host-unreachable` says why not. */
export function dial({ machine, address, port, seconds }: Dial): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const fail = (reason: string, cause?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new ConnectError('host-unreachable', `${address}:${port}: ${reason}`, { host: machine, cause }));
    };
    const timer = setTimeout(() => fail(`there was no answer within ${seconds} s`), seconds * 1000);
    socket.once('error', (error) => {
      // With several addresses behind a name Node gathers the failures of all of them.
      const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
      fail(reasons[String(errorField(first, 'code'))] ?? error.message, error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
