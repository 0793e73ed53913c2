import { Agent } from 'node:https';
import type { RequestOptions } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { KubeConfig } from '@kubernetes/client-node';
import type { Admission } from './kubeconfig.ts';

/** The way to an API server through a port of this machine's loopback, with the credentials of one admission. */
export interface Access {
  /** For what makes connections of its own: exec and watches. */
  readonly config: KubeConfig;
  /** Keeps connections and uses them again. */
  readonly kept: Agent;
  /** Makes a new connection for each request. */
  readonly fresh: Agent;
}

/** Name in the certificate of every API server that kubeadm sets up, whatever the addresses. */
const tlsServerName = 'kubernetes';

/** Opens the way. Requests that carry no byte for `quietSeconds` are given up. */
export async function openAccess(
  { ca, cert, key }: Admission,
  { port, quietSeconds }: { readonly port: number; readonly quietSeconds: number },
): Promise<Access> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server: `https://127.0.0.1:${port}`, tlsServerName, caData: ca, skipTLSVerify: false },
    { name: 'admin', certData: cert, keyData: key },
  );
  const tls: RequestOptions = {};
  await config.applyToHTTPSOptions(tls);
  // The agent that comes with them keeps no connection.
  const options = {
    ca: tls.ca,
    cert: tls.cert,
    key: tls.key,
    servername: tls.servername,
    timeout: quietSeconds * 1000,
  };
  return { config, kept: new ImpatientAgent({ ...options, keepAlive: true }), fresh: new ImpatientAgent(options) };
}

/** Ends a connection that has been quiet for its timeout; Node.js itself only tells. */
class ImpatientAgent extends Agent {
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    if (socket instanceof Socket) {
      socket.on('timeout', () => socket.destroy(new Error(`no byte for ${(options.timeout ?? 0) / 1000} s`)));
      // It may also happen between two requests, when nobody listens.
      socket.on('error', () => undefined);
    }
    return socket;
  }
}
