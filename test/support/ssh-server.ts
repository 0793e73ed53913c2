import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import ssh2 from 'ssh2';
import type { Connection, ServerChannel } from 'ssh2';
import type { Target } from '../../src/remote/remote.ts';

/** How a test server differs from a plain one. */
export interface ServerBehaviour {
  /** Sessions at a time; further ones are refused as OpenSSH does at MaxSessions. */
  readonly sessions?: number;
  /** Called with each connection before it is served; `drop` ends it before the handshake. */
  readonly onSocket?: (socket: Socket) => 'serve' | 'drop' | 'silence';
  /** Runs a command in place of a shell. */
  readonly onExec?: (command: string, channel: ServerChannel, connection: Connection) => void;
  /** A folder whose programs come first in the PATH of commands, for a `sudo` of the test's own. */
  readonly programs?: string;
  /** Printed before every command, as a careless `.bashrc` does. */
  readonly noise?: string;
  readonly kex?: readonly ['ecdh-sha2-nistp521'] | readonly ['diffie-hellman-group18-sha512'];
  readonly greeting?: string;
  /** Accepts the same user key as this server. */
  readonly like?: TestServer;
}

/** A real SSH server on the loopback that runs commands by the local shell. */
export interface TestServer {
  readonly port: number;
  /** Its host key as a known_hosts line has it: type and base64. */
  readonly hostKey: string;
  readonly folder: string;
  /** Connections that were served, and commands that were run. */
  readonly seen: { connections: number; commands: string[]; logins: number };
  target(about?: { readonly user?: string; readonly name?: string }): Target;
  /** Ends all connections as a dying host does. */
  cut(): void;
  /** Reads nothing more from any connection that is open now, as a host that hangs. */
  freeze(): void;
  /** Listens no longer; what is open stays so. */
  stop(): void;
  close(): void;
}

/** A new ed25519 key pair. ssh2 spoils one in 256: it strips the zero that a public key may begin with. */
export function freshKeyPair(): { readonly private: string; readonly public: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return ssh2.utils.parseKey(pair.private) instanceof Error ? freshKeyPair() : pair;
}

/** Starts a server; its folder has the accepted key `id` and a `known_hosts` that pins it. */
export async function startServer(behaviour: ServerBehaviour = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-ssh-'));
  const [hostKey, userKey] = [freshKeyPair(), freshKeyPair()];
  const privateKey = behaviour.like ? readFileSync(join(behaviour.like.folder, 'id'), 'utf8') : userKey.private;
  const accepted = ssh2.utils.parseKey(privateKey);
  if (accepted instanceof Error) throw accepted;
  const seen: TestServer['seen'] = { connections: 0, commands: [], logins: 0 };
  const sockets = new Set<Socket>();
  const server = new ssh2.Server(
    {
      hostKeys: [hostKey.private],
      ...(behaviour.kex ? { algorithms: { kex: [...behaviour.kex] } } : {}),
      ...(behaviour.greeting ? { banner: behaviour.greeting } : {}),
    },
    (connection) => {
      seen.connections += 1;
      let open = 0;
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => {
        seen.logins += 1;
        const fits = context.method === 'publickey' && context.key.data.equals(accepted.getPublicSSH());
        if (fits && context.username !== 'stranger') context.accept();
        else context.reject(['publickey']);
      });
      connection.on('tcpip', (accept, reject, info) => {
        const socket = connect(info.destPort, info.destIP);
        socket.once('error', () => reject());
        socket.once('connect', () => {
          const channel = accept();
          channel.on('error', () => undefined);
          socket.pipe(channel).pipe(socket);
        });
      });
      connection.on('session', (accept, reject) => {
        if (open >= (behaviour.sessions ?? 10)) return reject();
        open += 1;
        const session = accept();
        session.on('close', () => (open -= 1));
        session.on('exec', (acceptExec, _reject, { command }) => {
          seen.commands.push(command);
          const channel = acceptExec();
          if (behaviour.onExec) behaviour.onExec(command, channel, connection);
          else runLocally(command, channel, behaviour);
        });
        return undefined;
      });
    },
  );
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const verdict = behaviour.onSocket?.(socket) ?? 'serve';
    if (verdict === 'drop') socket.destroy();
    if (verdict === 'serve') server.injectSocket(socket);
  });
  await new Promise<void>((resolve) => {
    tcp.listen(0, '127.0.0.1', resolve);
  });
  const address = tcp.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const publicKey = hostKey.public.split(' ').slice(0, 2).join(' ');
  writeFileSync(join(folder, 'id'), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${publicKey}\n`);
  return {
    port,
    hostKey: publicKey,
    folder,
    seen,
    target: ({ user = 'root', name = 'host-1' } = {}) => ({
      host: { name, address: '127.0.0.1', role: 'worker' },
      ssh: { user, port, key: { file: join(folder, 'id') }, knownHosts: join(folder, 'known_hosts') },
    }),
    cut: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    freeze: () => sockets.forEach((socket) => socket.pause()),
    stop: () => void tcp.close(),
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      tcp.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function runLocally(command: string, channel: ServerChannel, { programs, noise }: ServerBehaviour): void {
  const path = [...(programs ? [programs] : []), process.env['PATH'] ?? ''].join(delimiter);
  if (noise) channel.write(noise);
  const child = spawn('/bin/sh', ['-c', command], { env: { PATH: path, HOME: '/' } });
  channel.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  channel.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => channel.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => channel.stderr.write(chunk));
  child.on('close', (code, signal) => {
    if (signal) channel.exit(signal.replace('SIG', ''));
    else channel.exit(code ?? 0);
    channel.end();
  });
}
