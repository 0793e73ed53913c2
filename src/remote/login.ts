import type { Duplex } from 'node:stream';
import { backoff, pause } from './backoff.ts';
import { connect } from './connect.ts';
import { ConnectError } from './connect-error.ts';
import type { Connection } from './connection.ts';
import { readCredentials } from './credentials.ts';
import { dial } from './dial.ts';
import { endpointKey } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { readPins } from './known-hosts.ts';
import { openLimiter } from './limiter.ts';
import type { Limiter } from './limiter.ts';
import type { Environment } from './resolve-secret.ts';

/** Figures of a login. */
export interface LoginOptions {
  readonly environment: Environment;
  /** Seconds for the TCP connection: short, so that a host whose network is back is found soon. */
  readonly dialSeconds: number;
  readonly handshakeSeconds: number;
  readonly keepaliveSeconds: number;
  /** Seconds without another login after the host refused one: OpenSSH 9.8 locks out whole addresses that insist. */
  readonly refusalSeconds: number;
  /** Milliseconds before the first further try at a host that is busy; doubling up to four seconds. */
  readonly busyMilliseconds: number;
}

/** Makes connections, not too many at once and not too often. `bastion` gives the connection that one goes through. */
export type Login = (endpoint: Endpoint, bastion: Connection | undefined) => Promise<Connection>;

/** OpenSSH drops handshakes beyond ten at a time (MaxStartups 10:30:100). */
const handshakesAtOnce = 8;
const busyTries = 4;

/** A login that remembers what hosts said, for the life of the process. */
export function openLogin(options: LoginOptions): Login {
  const gates = new Map<string, Limiter>();
  const refusals = new Map<string, { readonly error: ConnectError; readonly until: number }>();

  const gateOf = (endpoint: Endpoint): Limiter => {
    const place = endpoint.via ? endpointKey(endpoint.via) : `${endpoint.address}:${endpoint.port}`;
    const gate = gates.get(place) ?? openLimiter(handshakesAtOnce);
    gates.set(place, gate);
    return gate;
  };

  const once = async (endpoint: Endpoint, bastion: Connection | undefined): Promise<Connection> => {
    const { machine, address, port, knownHosts } = endpoint;
    const credentials = await readCredentials(endpoint.user, endpoint.key, options.environment);
    const pins = await readPins(knownHosts, address, port);
    const { dialSeconds, handshakeSeconds: seconds, keepaliveSeconds } = options;
    const stream: Duplex = bastion
      ? await throughBastion(bastion, endpoint)
      : await dial({ machine, address, port, seconds: dialSeconds });
    const connection = await connect(stream, {
      machine,
      address,
      port,
      pins,
      knownHosts,
      credentials,
      seconds,
      keepaliveSeconds,
    });
    // ssh2 leaves an inner connection open when the jump host falls silent.
    const forget = bastion?.onLost((error) => connection.lose(error.message));
    if (forget) connection.onLost(forget);
    return connection;
  };

  return async (endpoint, bastion) => {
    const key = endpointKey(endpoint);
    for (let attempt = 1; ; attempt += 1) {
      const refusal = refusals.get(key);
      if (refusal && refusal.until > performance.now()) throw refusal.error;
      try {
        const connection = await gateOf(endpoint).run(() => once(endpoint, bastion));
        refusals.delete(key);
        return connection;
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        if (error.code === 'ssh-auth-failed') {
          refusals.set(key, { error, until: performance.now() + options.refusalSeconds * 1000 });
        }
        if (!error.throttled || attempt === busyTries) throw error;
        await pause(backoff(attempt - 1, options.busyMilliseconds, 4000));
      }
    }
  };
}

async function throughBastion(bastion: Connection, { machine, address, port }: Endpoint): Promise<Duplex> {
  try {
    return await bastion.forward(address, port);
  } catch (error) {
    if (!bastion.alive) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConnectError('host-unreachable', `${bastion.host} does not reach ${address}:${port}: ${reason}`, {
      host: machine,
      cause: error,
    });
  }
}
